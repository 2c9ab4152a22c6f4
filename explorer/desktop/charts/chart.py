"""What all charts share: headline, conditions, plot, readout, and what is pointed at."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from explorer.desktop.charts.chart_menu import X, Y, axis_at, offer_aspects, offer_axis, offer_size
from explorer.desktop.charts.cursor import Cursor
from explorer.desktop.charts.ranges import Ranges
from explorer.desktop.charts.readout import Readout
from explorer.desktop.charts.sheet import Contents
from explorer.desktop.charts.text import FixedText, Head
from explorer.desktop.charts.view import PlotView
from explorer.desktop.look import theme as themes
from explorer.desktop.look.in_turns import InTurns, Paced
from explorer.desktop.look.laid import PAGE, in_column
from explorer.desktop.look.said import name_choice
from explorer.desktop.look.theme import Theme
from explorer.measure.plan import Point
from explorer.results.facts.facts import facts
from explorer.results.pictures.picture import Picture
from explorer.results.pictures.straight import straightened, straightened_crosses
from explorer.results.pictures.view import Scene, View, conditions
from explorer.results.record import Series
from explorer.results.words.answer import MEASURING, is_early


class Chart(QWidget):
    """A question, its answer as a headline, and the curves that show it.

    `menu_opened` carries a QMenu, the curve it is about or None, and the PointRecord there.
    `clicked` carries a PointRecord or None, `emphasised` a (variant, threads) or None. Over
    sizes, `looked_closer` carries from which to which the user zoomed, `size_wanted` one to measure
    at, too. `said` comes when the headline is written, of what is in sight then.
    """

    clicked = Signal(object)
    menu_opened = Signal(object, object, object)
    looked_closer = Signal(float, float)
    size_wanted = Signal(object)
    emphasised = Signal(object)
    said = Signal()

    def __init__(self, view: View, *, theme: Theme | None = None) -> None:
        super().__init__()
        self.view = view
        self.scene: Scene | None = None
        self._fixed_theme = theme
        self._theme = theme or themes.theme_of(self.palette())
        self.offers_sizes = False
        self.linear = False, False
        self.of_axes: tuple[QAction | None, QAction | None] = None, None
        self._logarithmic = Picture()
        self._said: object = None
        self._pace = Paced(self)
        self._pace.due.connect(self._say_in_turns)
        self._turns = InTurns(self)
        self._build()
        self._apply_theme()

    def show_scene(self, scene: Scene | None) -> None:
        """Draw a run without its hidden curves, and what it is compared with faintly behind it.

        Cheap enough for ten calls a second. While a run grows, the axes change in steps only and
        never shrink; what the user zoomed to stays.
        """
        before = self.scene
        if scene is None or before is None or scene.run.created != before.run.created:
            self.ranges.begin()
            self.pointer.clear()
            self.readout.let_go()
            for text in (self.title, self.conditions, self.readout):
                text.reset()
        self.scene = scene and replace(scene, aspect=self.aspect.currentData() or "")
        self.refresh()

    def set_emphasis(self, series: Series | None) -> None:
        """Bring one curve forward and dim the others; None treats all alike."""
        self.pointer.set_emphasis(series)

    def select(self, point: Point | None) -> None:
        """Mark one point as the selected one."""
        self.pointer.select(point)

    def headline(self) -> str:
        """Return the sentence that says what the chart shows now."""
        return self.title.text()

    def choose_aspect(self, name: str) -> None:
        """Show another of the view's aspects, by its name."""
        self.aspect.setCurrentIndex(self.aspect.findData(name))
        self._on_aspect()

    def _on_aspect(self) -> None:
        if self.scene is not None:
            self.scene = replace(self.scene, aspect=self.aspect.currentData())
            self.reset_view()

    def reset_view(self) -> None:
        """Show everything again after zooming or panning."""
        self.ranges.show_whole()
        self.refresh()

    def make_linear(self, *, x: bool, y: bool) -> None:
        """Have linear or logarithmic axes, where the view allows it, and show all."""
        wanted = (x, y) if self.view.linear else (False, False)
        if wanted != self.linear:
            self.linear = wanted
            self.plot.figure.show_picture(Picture())  # no scale meets a range of the other kind
            self.plot.figure.box.set_linear(x=wanted[0], y=wanted[1])
            self.ranges.begin()
            self._fit(self._straightened())
            self.refresh()

    def step(self, back: bool) -> None:
        """Take the last zoom back, or do it again."""
        if self.ranges.step(back):
            self._fit(self._straightened())
            self._on_moved()

    def catch_up(self) -> None:
        """Write now what is to be written soon: what is saved or copied is of what is in sight."""
        if self._turns.is_busy or self._pace.is_waiting:
            self._say()

    def contents(self) -> Contents | None:
        """Return what is shown now; None without a run."""
        if self.scene is None:
            return None
        self.catch_up()
        x_range, y_range = self.plot.figure.box.viewRange()
        return Contents(
            run=self.scene.run,
            headline=self.headline(),
            conditions=conditions(replace(self.scene, here=None)),
            picture=self.plot.figure.picture,
            x_range=(x_range[0], x_range[1]),
            y_range=(y_range[0], y_range[1]),
            left_out=self.scene.left_out,
        )

    def refresh(self) -> None:
        """Draw the scene as it is now."""
        scene = self.scene
        self._logarithmic = Picture() if scene is None else self.view.picture(scene)
        picture = self._straightened()
        self.plot.figure.setVisible(scene is not None)
        known = () if scene is None else self.plot.figure.picture.crosses
        self.plot.figure.show_picture(replace(picture, crosses=known))
        self._fit(picture)
        self.pointer.follow(None if scene is None else scene.run)
        self.readout.show_scene(scene)
        self._say_at_times()

    def _straightened(self) -> Picture:
        return straightened(self._logarithmic, x=self.linear[0], y=self.linear[1])

    def _fit(self, picture: Picture) -> None:
        scene = self.scene
        about = scene and (scene.run.created, scene.run.plan, scene.hidden)
        self.ranges.fit(picture, about, settled=scene is not None and bool(scene.run.finished))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the desktop's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._fixed_theme is None:
            theme = themes.theme_of(self.palette())
            if theme != self._theme:
                self._theme = theme
                self._apply_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(self._theme.background))

    def event(self, event: QEvent) -> bool:
        """Keep Escape while a rectangle is drawn: the window would stop the run."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.plot.figure.box.is_framing
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor with the arrow keys; give up a rectangle with Escape."""
        if event.key() == Qt.Key.Key_Escape and self.plot.figure.box.is_framing:
            self.plot.figure.box.cancel()
            return
        self.readout.leave_crossing()
        if not self.pointer.press(event.key()):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done here, asked by key; the mouse asks when its button is let go."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if not (by_mouse and self.plot.geometry().contains(event.pos())):
            self._open_menu(self.plot.mapFrom(self, event.pos()))

    def _open_menu(self, place: QPoint) -> None:
        """Offer what can be done at a pixel of the plot's widget."""
        menu = QMenu(self)
        at = QPointF(self.plot.figure.box.mapFromScene(self.plot.mapToScene(place)))
        self._offer_axis(menu, at)
        over_sizes = self.view.across_sizes and 0 <= at.x() <= self.plot.figure.box.rect().width()
        if self.scene is not None and over_sizes and self.offers_sizes:
            x = self.plot.figure.box.mapToView(at).x()
            value = self.plot.figure.picture.x_value(x)
            offer_size(menu, self.scene.run.plan, value, self.size_wanted.emit)
        curve = self.pointer.curve_under(at)
        self.menu_opened.emit(menu, *(curve or (None, None)))
        menu.addSeparator()
        menu.addActions(self.actions())
        menu.exec(self.plot.mapToGlobal(place))
        menu.deleteLater()

    def _offer_axis(self, menu: QMenu, at: QPointF) -> None:
        """Over an axis, offer what it can show."""
        figure = self.plot.figure
        axis = axis_at(figure, at)
        if axis is None:
            return
        name = self.readout.axis() if axis == X else figure.picture.y_name
        linear = self.of_axes[axis] if self.view.linear else None
        offer_axis(menu, name, partial(self._show_whole, axis), linear)
        if axis == Y:
            offer_aspects(menu, self.view.aspects, self.aspect.currentData(), self.choose_aspect)
        menu.addSeparator()

    def _show_whole(self, axis: int) -> None:
        """Show all of one axis, and of the other what is in sight."""
        figure = self.plot.figure
        (x, y), (all_x, all_y) = figure.box.viewRange(), self.ranges.whole(figure.picture)
        figure.set_ranges(
            all_x if axis == X else (x[0], x[1]), all_y if axis == Y else (y[0], y[1])
        )
        self._on_zoomed()

    def _build(self) -> None:
        self.title = FixedText(shrinks=True)
        self.conditions = FixedText()
        self.title.setFont(themes.font("headline"))
        self.conditions.setFont(themes.font("small"))
        self.aspect = QComboBox(self)
        name_choice(self.aspect, "What the y axis shows")
        self.aspect.setFont(themes.font("small"))
        for name, title in self.view.aspects.items():
            self.aspect.addItem(title, name)
        self.aspect.activated.connect(self._on_aspect)
        self.plot = PlotView(self._theme)
        if len(self.view.aspects) > 1:
            self.plot.name_axis_by(self.aspect)
        else:
            self.aspect.hide()
        self.ranges = Ranges(self.plot.figure)
        self.pointer = Cursor(self.plot.figure, self._theme, self)
        self.plot.pointed.connect(self.pointer.point)
        self.plot.picked.connect(self.pointer.pick)
        self.plot.left.connect(self.pointer.clear)
        self.readout = Readout(self.plot, self.pointer, self.view, self._theme)
        self.plot.menu_asked.connect(self._open_menu)
        self.pointer.picked.connect(self.clicked)
        self.pointer.emphasised.connect(self.emphasised)
        self.plot.reset_asked.connect(self.reset_view)
        self.plot.figure.zoomed.connect(self._on_zoomed)
        self.setFocusProxy(self.plot)
        self.view_all = QAction("View &All", self)
        self.view_all.triggered.connect(self.reset_view)
        self.addAction(self.view_all)
        self.column = in_column(
            Head(self.title, self.conditions),
            6,
            (self.plot, 1),
            4,
            Head(self.readout),
            of=self,
            spacing=2,
            margins=PAGE,
        )

    def _apply_theme(self) -> None:
        self.title.color = QColor(self._theme.text)
        self.conditions.color = QColor(self._theme.faint)
        self.readout.set_theme(self._theme)
        self.plot.set_theme(self._theme)
        self.pointer.set_theme(self._theme)
        self.update()

    def _say_at_times(self) -> None:
        """Write the headline, of a run that grows no more often than it can be read.

        That is then done in a turn of the event loop of its own.
        """
        scene = self.scene
        said = (
            None if scene is None else (scene.run.created, scene.hidden, scene.size, scene.aspect)
        )
        growing = scene is not None and not scene.run.finished and said == self._said
        if not growing:
            self._said = said
            self._say()
        else:
            self._pace.soon()

    def _say(self) -> None:
        """Write the lines around the plot, and mark crossings, of what is in sight."""
        self._turns.do(self._saying())

    def _say_in_turns(self) -> None:
        self._turns.begin(self._saying())

    def _saying(self) -> Iterator[object]:
        self._pace.done()
        scene = self.in_sight
        self.conditions.say("" if scene is None else conditions(scene))
        if scene is not None and self._turns.is_busy:
            yield from facts(scene.subject).drawn()
        early = scene is not None and is_early(scene.run)
        self.title.say("" if scene is None else MEASURING if early else self.view.headline(scene))
        yield self.title
        if scene is not None:
            figure = self.plot.figure
            crosses = self.view.crosses(scene, self._logarithmic)
            figure.show_crosses(straightened_crosses(crosses, figure.picture))
        self.readout.say_of_all()
        self.plot.setAccessibleName(f"{self.view.question}: {self.headline()}")
        self.said.emit()

    @property
    def in_sight(self) -> Scene | None:
        """The scene as far as it is in sight: without what the user zoomed away."""
        if self.scene is None or self.ranges.is_whole:
            return self.scene
        figure = self.plot.figure
        own = [curve for curve in figure.picture.curves if not curve.other]
        gone = [s for c in own if figure.frame.is_passed(c.places) for s in (c.series, *c.covers)]
        scene = replace(self.scene, away=frozenset(gone))
        return scene.between(*self._sizes_in_sight()) if self.view.across_sizes else scene

    def _sizes_in_sight(self) -> tuple[float, float]:
        (left, right), _ = self.plot.figure.box.viewRange()
        low, high = map(self.plot.figure.picture.x_value, (left, right))
        return max(low, 1.0), max(high, 1.0)

    def _on_zoomed(self) -> None:
        self.ranges.zoomed()
        self._on_moved()

    def _on_moved(self) -> None:
        """Speak of what is in sight, and let it be measured where it is but a part.

        Words come a little later: what they say may take long, and more turns of a wheel follow.
        """
        self.readout.let_go()
        self._say_in_turns()
        if self.view.across_sizes and self.scene is not None and not self.ranges.is_whole:
            self.looked_closer.emit(*self._sizes_in_sight())
