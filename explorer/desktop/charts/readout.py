"""The line below a plot: what is known of the place, the point or the crossing pointed at."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from explorer.desktop.charts.cursor import Cursor
from explorer.desktop.charts.text import FixedText
from explorer.desktop.charts.view import PlotView
from explorer.desktop.look import theme as themes
from explorer.desktop.look.said import announce
from explorer.desktop.look.theme import Theme
from explorer.results.pictures.curves import rank_of, roster_of
from explorer.results.pictures.picture import Cross
from explorer.results.pictures.reading import key_of, limit_of, on_axis, on_count, place_of, reading
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run, Series


class Readout(FixedText):
    """Follows the mouse over a plot, and the cursor in it; leads to the axes beside all curves."""

    def __init__(self, plot: PlotView, pointer: Cursor, view: View, theme: Theme) -> None:
        super().__init__()
        self._plot, self._pointer, self._view, self._theme = plot, pointer, view, theme
        self._scene: Scene | None = None
        self._at: QPointF | None = None
        self._cross: Cross | None = None
        self.setFont(themes.font("small"))
        plot.pointed.connect(self._on_pointed)
        plot.left.connect(self.let_go)
        plot.figure.box.framed.connect(self.let_go)
        pointer.moved.connect(self._on_moved)

    def set_theme(self, theme: Theme) -> None:
        """Write in this theme's colours."""
        self._theme = theme
        self.color = QColor(theme.text)

    def show_scene(self, scene: Scene | None) -> None:
        """Read out of this scene from now on."""
        self._scene = scene
        if self._is_pointed_at:
            self._read_out()

    def say_of_all(self) -> None:
        """Say what goes for all of the plot, unless something in it is pointed at."""
        if not self._is_pointed_at:
            self._say_of_none(self._scene)

    @property
    def _is_pointed_at(self) -> bool:
        """Whether it tells of a crossing, a point or a place."""
        return any(one is not None for one in (self._cross, self._at, self._pointer.record))

    def let_go(self) -> None:
        """Lead nowhere: the mouse is elsewhere, or the plot moves below it."""
        if self._at is not None or self._cross is not None:
            self._at = self._cross = None
            self._plot.figure.show_hairs(None)
            self._read_out()

    def leave_crossing(self) -> None:
        """Tell of the point under the cursor rather than of a crossing."""
        self._cross = None

    def axis(self) -> str:
        """Return what the x axis is called in a sentence: n, threads."""
        if self._view.across_sizes and self._scene is not None:
            return self._scene.run.plan.axis
        return self._plot.figure.picture.x_names[0]

    def _on_pointed(self, at: QPointF) -> None:
        """Tell a crossing; where the mouse points at nothing, lead to the axes from there."""
        figure = self._plot.figure
        told, self._cross = self._cross, figure.crossings.at(at)
        free = self._pointer.record is None and figure.box.rect().contains(at)
        before, self._at = self._at, at if free and figure.picture.curves else None
        figure.show_hairs(None if self._at is None else self._snapped(self._at))
        if self._at is not None or before is not None or told is not self._cross:
            self._read_out()

    def _snapped(self, at: QPointF) -> QPointF:
        """Where the hairs meet: on an axis of counts above one that was measured."""
        figure = self._plot.figure
        place = figure.box.mapToView(at)
        there = on_count(figure.picture, place.x())
        return at if there == place.x() else QPointF(figure.frame.x(there), at.y())

    def _on_moved(self, _record: object) -> None:
        self._read_out()

    def _read_out(self) -> None:
        scene, record = self._scene, self._pointer.record
        if scene is not None and self._cross is not None:
            self._say_of_curve(scene.run, self._cross.series, self._cross.rank, self._cross.text)
        elif scene is not None and record is None and self._at is not None:
            place = self._plot.figure.box.mapToView(self._at)
            parts = place_of(self._plot.figure.picture, self.axis(), place.x(), place.y())
            self._say_plainly("  ·  ".join(parts))
        elif scene is None or record is None:
            self._say_of_none(scene)
        else:
            self._say_of_point(scene, record)

    def _say_plainly(self, text: str, *, faint: bool = False) -> None:
        self.color = QColor(self._theme.faint if faint else self._theme.text)
        self.say(text)

    def _say_of_none(self, scene: Scene | None) -> None:
        """Say what there is to say of each variant, or how to read the signs in the plot."""
        of_each = self._view.of_each
        said = "" if scene is None or of_each is None else of_each(scene)
        key = "" if scene is None else key_of(self._plot.figure.picture)
        if scene is not None and scene.left_out:
            key = f"{scene.left_out}  ·  {key}"
        self._say_plainly(said or key, faint=not said)

    def _say_of_curve(self, run: Run, series: Series, rank: float, text: str) -> None:
        self.color = QColor(self._theme.text)
        self.say(text, themes.color(self._theme, roster_of(run), series[0], rank))

    def _say_of_point(self, scene: Scene, record: PointRecord) -> None:
        run, picture = scene.run, self._plot.figure.picture
        parts = reading(run, record, self._view.comparison(run, record))
        another_aspect = scene.aspect in list(self._view.aspects)[1:]
        if another_aspect and (value := on_axis(picture, record)):
            parts = (*parts[:2], value, *parts[2:])
        if limit := limit_of(picture, record):
            parts = (*parts, limit)
        series = record.point.variant, record.point.threads
        self._say_of_curve(run, series, rank_of(run, series), "  ·  ".join(parts))
        self._plot.setAccessibleDescription(self.text())
        if self._plot.hasFocus():
            announce(self._plot, ", ".join(parts))
