"""What a person does with a chart, for tests: show it, point, click, turn the wheel."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from sample_runs import sum_events, sum_plan, sum_weighed

from explorer.desktop.charts.kinds import make
from explorer.desktop.look.theme import LIGHT
from explorer.results.fold import fold
from explorer.results.pictures.kinds import KINDS
from explorer.results.pictures.view import Scene

SLOWER = fold(sum_events(sum_plan(), created="2024-01-01T00:00:00+00:00", slower=2.0))
NAMES = [kind.name for kind in KINDS]


def made(name, theme=LIGHT):
    """Make an empty chart by its name."""
    return make(KINDS[NAMES.index(name)], theme)


def draw(chart, run, hidden=frozenset(), others=()):
    if run is not None and chart.view.question == "Against the other run":
        others = others or (SLOWER,)
    chart.show_scene(None if run is None else Scene(run, hidden, others, weighed=sum_weighed()))


def show(qtbot, name, run=None, width=900, height=600):
    """Show a chart with a run and wait until it is there."""
    chart = made(name)
    qtbot.addWidget(chart)
    chart.resize(width, height)
    with qtbot.waitExposed(chart):
        chart.show()
    draw(chart, run)
    return chart


def heard(signal):
    """Return the list of what a signal carries from now on."""
    found = []
    signal.connect(found.append)
    return found


def on_screen(chart, position):
    """Return the pixel of the view that shows a pixel of the plot."""
    return chart.plot.mapFromScene(chart.plot.figure.box.mapToScene(position))


def spot_at(chart, variant, threads, size):
    curve = chart.plot.figure.curves[(variant, threads), 0].curve
    spot = next(s for s in curve.spots if s.record.point.size == size)
    frame = chart.plot.figure.frame
    return QPointF(frame.x(spot.x), frame.y(spot.y))


def point_at(qtbot, chart, position):
    qtbot.mouseMove(chart.plot.viewport(), QPoint(0, 0))
    qtbot.mouseMove(chart.plot.viewport(), on_screen(chart, position))


def turn_wheel(chart):
    """Turn the mouse wheel over the middle of the plot, which zooms in."""
    viewport = chart.plot.viewport()
    at = viewport.rect().center()
    event = QWheelEvent(
        QPointF(at), QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
