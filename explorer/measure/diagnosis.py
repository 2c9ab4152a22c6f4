"""What the self-test tells while it works, and its conclusion; read without Numba."""

from __future__ import annotations

from dataclasses import dataclass

_CONCLUSION = "smallest difference to be trusted now, with one thread:"


@dataclass(frozen=True)
class Doing:
    """What is measured next: step `number` of `steps`."""

    number: int
    steps: int
    what: str

    def __str__(self) -> str:
        return f"{self.number}/{self.steps} {self.what}"

    @staticmethod
    def read(line: str) -> Doing:
        """Return what was written with `str`; raises ValueError for another line."""
        place, _, what = line.strip().partition(" ")
        number, _, steps = place.partition("/")
        return Doing(int(number), int(steps), what)


def conclusion(difference: str) -> str:
    """Return the report's line that holds its conclusion, as in `0.2 %`."""
    return f"{_CONCLUSION} {difference}"


def headline(report: str) -> str:
    """Return a report's conclusion as a sentence."""
    for line in report.splitlines():
        if line.startswith(_CONCLUSION):
            found = line.removeprefix(_CONCLUSION).strip()
            return f"With one thread, differences of {found} and more can be trusted now."
    return "Too few samples were undisturbed to tell how fine this machine can see now."
