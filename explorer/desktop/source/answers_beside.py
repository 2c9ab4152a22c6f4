"""Which answers to *Why?* stand beside which lines of a source that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from explorer.desktop.shown import Shown
from explorer.desktop.source.columns import NONE, Columns, columns_of
from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Point
from explorer.results import wording
from explorer.results.record import Run
from explorer.why.beside import Beside, beside, offset_of
from explorer.why.facts import Why

TIME = "time"


def of_file(shown: Shown, kernel: Kernel) -> Columns:
    """Return the columns for the kernel's file: one answer for each variant, where lines differ."""
    run = shown.run
    if run is None:
        return NONE
    together: dict[int, Beside] = {}
    taken: list[Point] = []
    alike: list[tuple[Point, Mapping[int, Beside]]] = []
    for point, why in _newest_first(shown):
        lines = beside(why) if point.variant in kernel.variant_names else {}
        if together.keys() & lines.keys():
            alike.append((point, lines))  # of the same lines: a column of its own
        elif lines:
            together.update(lines)
            taken.append(point)
    columns: list[tuple[str, Mapping[int, Beside]]] = []
    if taken:
        columns.append((_title(run, taken, alike), together))
    columns += [(_named(run, point, taken), lines) for point, lines in alike]
    return columns_of(columns)


def of_variant(shown: Shown, kernel: Kernel, name: str, first: int = 1) -> Columns:
    """Return the columns for a variant's source that begins at a line: a column for each answer."""
    run = shown.run
    if run is None:
        return NONE
    moved = first - 1 - offset_of(kernel, kernel.variant(name))
    found = []
    for point, why in _newest_first(shown):
        if point.variant == name:
            lines = {n + moved: at for n, at in beside(why).items() if n + moved >= first}
            found.append((point, lines))
    titles = [TIME] if len(found) == 1 else [wording.at(run, point.size) for point, _ in found]
    return columns_of([(title, at) for title, (_, at) in zip(titles, found, strict=True)])


def _newest_first(shown: Shown) -> Iterable[tuple[Point, Why]]:
    """The answers, that about the selected point before all."""
    known = list(reversed(shown.answers.items()))
    return sorted(known, key=lambda one: one[0] != shown.point)


def _title(run: Run, taken: list[Point], alike: list[tuple[Point, Mapping[int, Beside]]]) -> str:
    """What the first column is called: of which size it is, where others are beside it."""
    sizes = {point.size for point in taken}
    return wording.at(run, *sizes) if alike and len(sizes) == 1 else TIME


def _named(run: Run, point: Point, taken: list[Point]) -> str:
    if any(one.variant == point.variant for one in taken):
        return wording.at(run, point.size)
    return wording.series(run, point.variant, point.threads)
