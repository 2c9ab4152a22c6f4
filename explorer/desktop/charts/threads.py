"""Speed-up over thread count, at one size."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from explorer.desktop.charts import scales
from explorer.desktop.charts.caches import bytes_of
from explorer.desktop.charts.chart import Chart
from explorer.desktop.charts.picture import (
    Curve,
    Guide,
    Mark,
    Picture,
    Series,
    heights,
    is_unmeasured,
    roster_of,
)
from explorer.desktop.charts.reading import against_fewest
from explorer.desktop.charts.speedup import compared, ratio_spot
from explorer.desktop.look import theme as themes
from explorer.desktop.look.theme import Theme
from explorer.results import answer, wording
from explorer.results.record import PointRecord, Run
from explorer.units import size_in_bytes


def threads_picture(
    run: Run, size: int, hidden: frozenset[Series], before: Run | None = None
) -> Picture:
    """Return one curve a variant that threads: its speed-up over its fewest threads."""
    variants = [v for v in run.plan.variants if _threads(run, v)]
    few, most = min(run.plan.threads), max(run.plan.threads)
    curves = _curves(run, size, hidden)
    if before is not None:
        curves = (*_curves(before, size, hidden, before=True), *curves)
    return Picture(
        roster=roster_of(run),
        names=tuple((variant, "") for variant in variants),
        curves=curves,
        marks=_marks(run, size, hidden),
        guides=(
            Guide((None, 0.0), (None, 0.0), strong=True),
            Guide(
                (math.log10(few), 0.0),
                (math.log10(most), math.log10(most / few)),
                "ideal",
            ),
        ),
        x_range=_margins(math.log10(few), math.log10(most)),
        y_range=_heights(curves, math.log10(most / few)) if curves else None,
        y_step=math.log10(2) / 2,
        y_least=math.log10(2),
        x_scale=scales.counts(run.plan.threads),
        y_scale=scales.ratios,
        x_names=("threads", ""),
        y_name=f"speed-up over {few} thread{'s' if few > 1 else ''}",
        note=_note(run, variants, curves),
        marks_above=False,
    )


def _threads(run: Run, variant: str) -> bool:
    compiled = run.compiled.get(variant)
    return compiled is not None and compiled.threaded


def _curves(
    run: Run, size: int, hidden: frozenset[Series], *, before: bool = False
) -> tuple[Curve, ...]:
    curves = []
    for variant in filter(lambda name: _threads(run, name), run.plan.variants):
        found = (run.point(variant, size, threads) for threads in run.plan.threads)
        records = [record for record in found if record is not None]
        fewest = next((record for record in records if record.usable), None)
        places = (
            ratio_spot(r, compared(r, fewest), math.log10(r.point.threads))
            for r in records
            if (variant, r.point.threads) not in hidden
        )
        spots = tuple(spot for spot in places if spot is not None)
        if len(spots) > 1:
            covers = tuple((variant, threads) for threads in run.plan.threads)
            curves.append(Curve(covers[-1], spots, covers=covers, before=before))
    return tuple(curves)


def _marks(run: Run, size: int, hidden: frozenset[Series]) -> tuple[Mark, ...]:
    found = []
    for variant in filter(lambda name: _threads(run, name), run.plan.variants):
        for threads in run.plan.threads:
            record = run.point(variant, size, threads)
            shown = (variant, threads) not in hidden
            if shown and record is not None and is_unmeasured(record):
                found.append(Mark(math.log10(threads), (variant, threads), 1.0, record))
    return tuple(found)


def _margins(low: float, high: float) -> tuple[float, float]:
    margin = 0.06 * max(high - low, 0.3)
    return low - margin, high + margin


def _heights(curves: tuple[Curve, ...], ideal: float) -> tuple[float, float]:
    ys = heights(curves)
    return min(0.0, *ys), max(ideal, *ys)


def _note(run: Run, variants: list[str], curves: tuple[Curve, ...]) -> str:
    if run.compiled and len(run.compiled) == len(run.plan.variants) and not variants:
        return "None of these variants uses threads."
    if len(run.plan.threads) < 2:
        return "Measure with two thread counts or more to see what threads bring."
    return "" if curves or not run.finished else "Nothing to compare at this size."


class ThreadsChart(Chart):
    """What threads bring, at a size that a slider chooses.

    `size_chosen` carries the size when the user moves the slider.
    """

    question = "Threads"

    size_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, theme: Theme | None = None) -> None:
        self._size: int | None = None
        super().__init__(parent, theme=theme)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setPageStep(1)
        self._slider.setAccessibleName("Size")
        self._slider.valueChanged.connect(self._on_slid)
        self._size_label = QLabel()
        self._size_label.setFont(themes.font("small"))
        caption = QLabel("Size")
        caption.setBuddy(self._slider)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self._slider, 1)
        row.addWidget(self._size_label)
        self.column.insertLayout(self.column.indexOf(self.plot) + 1, row)

    def set_size(self, size: int) -> None:
        """Show the thread counts at the measured size nearest to this one."""
        if self.run is None:
            return
        nearest = min(self.run.plan.sizes, key=lambda n: abs(math.log(n / max(size, 1))))
        with QSignalBlocker(self._slider):
            self._slider.setValue(self.run.plan.sizes.index(nearest))
        self._take(nearest)

    def shown_size(self) -> int | None:
        """Return the size that is shown."""
        return self._size

    def show_run(
        self,
        run: Run | None,
        hidden: frozenset[Series] = frozenset(),
        before: Run | None = None,
    ) -> None:
        """Draw a run at the size that was shown; a new one at its largest with all threads."""
        if run is not None and self._size not in run.plan.sizes:
            self._size = None
        sizes = run.plan.sizes if run is not None else ()
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, max(len(sizes) - 1, 0))
            self._slider.setEnabled(len(sizes) > 1)
            if run is not None:
                self._slider.setValue(sizes.index(self._size_of(run)))
        super().show_run(run, hidden, before)
        self._say_size()

    def _picture(self, run: Run, hidden: frozenset[Series], before: Run | None) -> Picture:
        return threads_picture(run, self._size_of(run), hidden, before)

    def _headline(self, run: Run) -> str:
        return answer.threads_headline(run, self._size_of(run))

    def _comparison(self, run: Run, record: PointRecord) -> str:
        return against_fewest(run, record)

    def _size_of(self, run: Run) -> int:
        """The size chosen, else the largest one that has a curve, else the largest."""
        if self._size in run.plan.sizes and self._size is not None:
            return self._size
        measured = [n for n in reversed(run.plan.sizes) if _curves(run, n, frozenset())]
        return measured[0] if measured else run.plan.sizes[-1]

    def _on_slid(self, place: int) -> None:
        if self.run is not None:
            self._take(self.run.plan.sizes[place])
            self.size_chosen.emit(self._size)

    def _take(self, size: int) -> None:
        self._size = size
        self.refresh()
        self._say_size()

    def _say_size(self) -> None:
        if self.run is None:
            self._size_label.setText("")
            return
        size = self._size_of(self.run)
        many = bytes_of(self.run)(size)
        data = "" if many is None else f"  ({size_in_bytes(many)})"
        self._size_label.setText(f"{wording.at(self.run, size)}{data}")
        self._slider.setAccessibleDescription(self._size_label.text())
