"""Speed-up over thread count, at one size."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from explorer.desktop.charts.chart import Chart
from explorer.desktop.look import theme as themes
from explorer.desktop.look.theme import Theme
from explorer.results import answer, wording
from explorer.results.pictures.caches import bytes_of
from explorer.results.pictures.picture import Picture, Series
from explorer.results.pictures.reading import against_fewest
from explorer.results.pictures.threads import telling_size, threads_picture
from explorer.results.record import PointRecord, Run
from explorer.units import size_in_bytes


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
        """The size chosen, else the one that tells most."""
        if self._size in run.plan.sizes and self._size is not None:
            return self._size
        return telling_size(run)

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
