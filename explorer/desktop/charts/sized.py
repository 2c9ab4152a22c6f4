"""A chart of one size, which a slider chooses, or which is typed and measured."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QLineEdit, QSlider

from explorer.desktop.charts.chart import Chart
from explorer.desktop.look.allowing import ONE_SIZE, allow
from explorer.desktop.look.label import Label, tip
from explorer.desktop.look.laid import in_row
from explorer.desktop.look.theme import Theme
from explorer.measure.plan import MAX_SIZE
from explorer.results import wording
from explorer.results.pictures.caches import bytes_of
from explorer.results.pictures.view import Scene, View
from explorer.units import count, parse_count, size_in_bytes


class SizedChart(Chart):
    """Shows the size that was chosen, of every run that has it; else the view's own choice.

    One that is typed and was not measured is asked for, and shown as soon as it is planned.
    """

    def __init__(self, view: View, *, theme: Theme | None = None) -> None:
        super().__init__(view, theme=theme)
        self._size: int | None = None
        self._awaited: int | None = None
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Size")
        self.edit.setFixedWidth(round(6.5 * self.edit.fontMetrics().height()))
        self.edit.setToolTip(tip("Any size, as in 50,000 or 5e4; a new one is measured, too"))
        self.edit.editingFinished.connect(self._on_typed)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setPageStep(1)
        self._slider.setAccessibleName("Size")
        self._slider.valueChanged.connect(self._on_slid)
        self._size_label = Label(size="small")
        caption = Label("Size", of=self.edit)
        row = in_row(caption, self.edit, (self._slider, 1), self._size_label, spacing=8)
        self.column.insertLayout(self.column.indexOf(self.plot) + 1, row)

    def show_scene(self, scene: Scene | None) -> None:
        """Draw a scene at the size that was chosen."""
        if scene is not None and self._awaited in scene.run.plan.sizes:
            self._size, self._awaited = self._awaited, None
        if scene is not None and self._size not in scene.run.plan.sizes:
            self._size = None
        super().show_scene(scene and replace(scene, size=self._size))
        sizes = () if scene is None else scene.run.plan.sizes
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, max(len(sizes) - 1, 0))
            allow(self._slider, "" if len(sizes) > 1 else ONE_SIZE)
            if self.scene is not None:
                self._slider.setValue(sizes.index(self._size_of(self.scene)))
        self._say_size()

    def _size_of(self, scene: Scene) -> int:
        assert self.view.size is not None
        return self.view.size(scene)

    def _on_slid(self, place: int) -> None:
        if self.scene is not None:
            self._choose(self.scene, self.scene.run.plan.sizes[place])

    def _choose(self, scene: Scene, size: int) -> None:
        self._size, self._awaited = size, None
        self.scene = replace(scene, size=size)
        self.refresh()
        self._say_size()

    def _on_typed(self) -> None:
        """Show the size that was typed; ask for one that was not measured."""
        scene, text = self.scene, self.edit.text()
        if scene is None or not self.edit.isModified():
            return
        self.edit.setModified(False)
        try:
            size = parse_count(text.replace(",", ""))
        except ValueError:
            size = 0
        if size in scene.run.plan.sizes:
            with QSignalBlocker(self._slider):
                self._slider.setValue(scene.run.plan.sizes.index(size))
            self._choose(scene, size)
            return
        self._say_size()
        if 1 <= size <= MAX_SIZE:
            self._awaited = size
            self.size_wanted.emit(size)
        else:
            self._size_label.setText(f"“{text}” is no size")

    def _say_size(self) -> None:
        if self.scene is None:
            self._size_label.setText("")
            return
        run, size = self.scene.run, self._size_of(self.scene)
        if not self.edit.isModified():
            self.edit.setText(count(size))
        many = bytes_of(run)(size)
        data = "" if many is None else f"  ({size_in_bytes(many)})"
        self._size_label.setText(f"{wording.at(run, size)}{data}")
        self._slider.setAccessibleDescription(self._size_label.text())
