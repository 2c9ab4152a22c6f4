"""What changed between two runs, for scripts and notebooks."""

from pathlib import Path
from typing import Any

from explorer.api.measured import Measured, open
from explorer.results.contrast import forms
from explorer.results.contrast.contrasts import contrasts
from explorer.results.words import changes as words


class Comparison:
    """What changed, with what can and cannot be claimed; `found` is all of it."""

    def __init__(self, before: Measured, now: Measured) -> None:
        self.found = contrasts(before.run, now.run)

    def slower(self, than: float = 1.05) -> list[dict[str, Any]]:
        """Return the points that surely take at least so many times as long as before."""
        sure = {(one.curve, one.size) for one in self.found.slower(than)}
        every = zip(self.found.contrasts, forms.as_json(self.found)["changes"], strict=True)
        return [plain for one, plain in every if (one.curve, one.size) in sure]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, as `numba-explorer compare --json` prints them."""
        return forms.as_json(self.found)

    def __repr__(self) -> str:
        return words.headline(self.found)

    def _repr_markdown_(self) -> str:
        return forms.markdown(self.found)


def compare(before: Measured | str | Path, now: Measured | str | Path) -> Comparison:
    """Compare two runs, or files of them; raises RunFileError."""
    one, other = (run if isinstance(run, Measured) else open(run) for run in (before, now))
    return Comparison(one, other)
