"""What a person does with a chart, for tests: show it, point, click, turn the wheel."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.desktop.look.theme import LIGHT


def show(qtbot, kind, run=None, width=900, height=600):
    """Show a chart with a run and wait until it is there."""
    chart = kind(theme=LIGHT)
    qtbot.addWidget(chart)
    chart.resize(width, height)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.show_run(run)
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
    curve = chart.plot.figure.curves[(variant, threads), False].curve
    spot = next(s for s in curve.spots if s.record.point.size == size)
    return chart.plot.figure.pixel_of(spot)


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
