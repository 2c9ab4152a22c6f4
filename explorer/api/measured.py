"""A run as scripts and notebooks see it: its answer, its points, its charts, its files."""

import importlib.util
from html import escape
from pathlib import Path
from typing import Any

from explorer.atomic import SaveError
from explorer.kernels.kernel import Kernel
from explorer.results import formats, wording
from explorer.results.asked import asked, limits
from explorer.results.columns import COLUMNS
from explorer.results.facts.facts import facts
from explorer.results.facts.plainly import to_json
from explorer.results.facts.subject import Subject
from explorer.results.opening import open_run
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.kinds import OF_A_RUN
from explorer.results.pictures.reading import reading
from explorer.results.pictures.view import Scene
from explorer.results.record import PointRecord, Run
from explorer.results.table import rows
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions


class Measured:
    """What came out of a run. `run` is all of it, as the program's own code sees it."""

    def __init__(self, run: Run, kernel: Kernel | None = None) -> None:
        self.run = run
        self._kernel = kernel or wording.kernel_of(run)

    def answer(self) -> str:
        """Return what the run says: what to use first, then why, then what to beware of."""
        return "\n".join(answer(self.run, self._kernel))

    def facts(self) -> dict[str, Any]:
        """Return the conclusions as plain values, as `numba-explorer answer --json` prints them."""
        return to_json(facts(Subject(self.run)), answer(self.run, self._kernel))

    def columns(self) -> dict[str, list[Any]]:
        """Return all points, as a list for each column; times in seconds, None where unknown."""
        points = rows(self.run, self._kernel)
        return {column.name: [column.value(row) for row in points] for column in COLUMNS}

    def frame(self) -> Any:
        """Return all points as a pandas DataFrame where pandas is installed, else `columns()`.

        Numbers are float64, NaN where unknown, or the nullable Int64.
        """
        found = self.columns()
        if importlib.util.find_spec("pandas") is None:
            return found
        frame = importlib.import_module("pandas").DataFrame(found)
        types = {float: "float64", int: "Int64", bool: "bool"}
        return frame.astype({c.name: types[c.kind] for c in COLUMNS if c.kind in types})

    def svg(self, view: str = "time") -> str:
        """Return a chart as SVG text: "time", "speedup", "threads" or "cost"; else ValueError."""
        if view not in OF_A_RUN:
            raise ValueError(f"There is no view “{view}”; there are {', '.join(OF_A_RUN)}.")
        made = OF_A_RUN[view].view()
        scene = Scene(self.run, limits=limits(asked(self.run, None)))

        def told(record: PointRecord) -> str:
            return " · ".join(reading(self.run, record, made.comparison(self.run, record)))

        return drawn(made.whole(scene), f"{made.question}: {made.headline(scene)}", told)

    def save(self, path: str | Path) -> None:
        """Save by the path's ending: .json, .html, .csv, .md, .svg …; raises SaveError."""
        found = formats.format_of(Path(path))
        if found is None:
            raise SaveError(f"“{path}”: the ending must be one of {', '.join(formats.endings())}.")
        if found.holds != formats.PLOT:
            found.write(self.run, Path(path), self._kernel)
        elif found.ending == ".svg":
            from explorer import atomic

            atomic.write(Path(path), self.svg().encode())
        else:
            raise SaveError(f"“{path}”: a script saves plots as .svg; the window draws the others.")

    def __repr__(self) -> str:
        return self.answer()

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        first, *rest = answer(self.run, self._kernel)
        parts = [f"<b>{escape(first)}</b>", *map(escape, rest)]
        small = f'<p style="opacity:0.7; font-size:smaller">{escape(conditions(self.run))}</p>'
        return f"<div>{self.svg()}</div><p>{'<br>'.join(parts)}</p>{small}"


def open(path: str | Path) -> Measured:
    """Open a saved run, a report, or a file of pyperf, pytest-benchmark or google-benchmark.

    Raises RunFileError in one sentence; nothing in a file is ever executed.
    """
    return Measured(open_run(Path(path)))
