"""Looking closer at a chart with the mouse: a rectangle, the hairs, the menu of an axis."""

import math

import pytest
from chart_hands import heard, on_screen, point_at, show, spot_at
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from sample_runs import sum_run

# The offscreen platform says so of every window with a size hint.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def run():
    return sum_run()


@pytest.fixture
def chart(qtbot, run):
    return show(qtbot, "time", run)


def drag(chart, start, end, button, modifier=NONE, *, let_go=True):
    """Drag from one pixel of the plot to another, in steps, as a hand does."""
    viewport = chart.plot.viewport()
    QTest.mousePress(viewport, button, modifier, on_screen(chart, start))
    for share in (0.3, 0.7, 1.0):
        at = on_screen(chart, start + (end - start) * share)
        QTest.qWait(12)  # pyqtgraph takes 100 moves a second
        _move(viewport, at, button, modifier)
    if let_go:
        QTest.mouseRelease(viewport, button, modifier, on_screen(chart, end))


def _move(viewport, at, button, modifier):
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(viewport.mapToGlobal(at)),
        Qt.MouseButton.NoButton, button, modifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def ranges(chart):
    return [tuple(pair) for pair in chart.plot.figure.box.viewRange()]


def under(chart, area):
    """Return the ranges that a rectangle of pixels of the plot covers."""
    box = chart.plot.figure.box
    one, two = box.mapToView(area.topLeft()), box.mapToView(area.bottomRight())
    return (one.x(), two.x()), (two.y(), one.y())


@pytest.mark.parametrize(("button", "modifier"), [(RIGHT, NONE), (LEFT, SHIFT)])
def test_a_rectangle_is_what_the_plot_shows_then(chart, button, modifier):
    area, closer = QRectF(100, 60, 200, 150), []
    chart.plot.figure.zoomed.connect(lambda: closer.append(1))
    x, y = under(chart, area)
    drag(chart, area.bottomRight(), area.topLeft(), button, modifier)
    assert ranges(chart) == [pytest.approx(x, abs=0.01), pytest.approx(y, abs=0.01)]
    assert len(closer) == 1
    assert chart.plot.figure.rubber.area.isEmpty()


def test_a_flat_rectangle_is_a_choice_of_sizes_alone(chart):
    area, (_, y) = QRectF(100, 200, 200, 4), ranges(chart)
    x, _ = under(chart, area)
    drag(chart, area.topLeft(), area.bottomRight(), RIGHT)
    assert ranges(chart) == [pytest.approx(x, abs=0.01), y]


def test_the_rectangle_is_seen_while_it_is_drawn_and_escape_gives_it_up(qtbot, chart):
    before = ranges(chart)
    start, end = QPointF(100, 60), QPointF(300, 210)
    drag(chart, start, end, RIGHT, let_go=False)
    area = chart.plot.figure.rubber.area
    assert abs(area.width() - 200) <= 1
    assert abs(area.height() - 150) <= 1
    qtbot.keyClick(chart.plot, Qt.Key.Key_Escape)
    assert chart.plot.figure.rubber.area.isEmpty()
    QTest.mouseRelease(chart.plot.viewport(), RIGHT, NONE, on_screen(chart, end))
    assert ranges(chart) == before


def test_dragging_with_the_left_button_moves_the_plot_as_ever(chart):
    (left, _), (bottom, top) = ranges(chart)
    drag(chart, QPointF(300, 200), QPointF(200, 200), LEFT)
    (moved, _), y = ranges(chart)
    assert moved > left
    assert y == (bottom, top)
    assert chart.plot.figure.rubber.area.isEmpty()


def test_beside_all_curves_hairs_lead_to_both_axes_and_their_values_are_read_out(qtbot, chart):
    at = QPointF(chart.plot.figure.frame.width - 60, chart.plot.figure.frame.height - 20)
    point_at(qtbot, chart, at)
    upright, level = chart.plot.figure.hairs
    assert abs(upright.at - at.x()) <= 1
    assert abs(level.at - at.y()) <= 1
    place = chart.plot.figure.box.mapToView(QPointF(upright.at, level.at))
    size, seconds = chart.readout.text().split("  ·  ")
    assert size.startswith("n ≈ ")
    assert math.log10(float(size[4:].split()[0].replace(",", ""))) == pytest.approx(
        place.x(), abs=0.01
    )
    assert seconds.startswith("time per call ≈ ")
    point_at(qtbot, chart, spot_at(chart, "numpy", 1, 10_000))
    assert (upright.at, level.at) == (None, None)
    assert "numpy" in chart.readout.text()


def opened(chart, ask):
    """Return the texts of the menu that opens when this is done; it is closed again."""
    found = []

    def look():
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        found.extend(action.text() for action in menu.actions() if not action.isSeparator())
        if found[0].startswith("View All of"):
            menu.actions()[0].trigger()
        menu.close()

    QTimer.singleShot(0, look)
    ask()
    return found


def test_the_menu_opens_when_the_button_is_let_go_and_knows_the_axis(qtbot, chart):
    drag(chart, QPointF(100, 60), QPointF(300, 210), RIGHT)
    box, zoomed = chart.plot.figure.box, ranges(chart)
    below = on_screen(chart, QPointF(150, box.rect().bottom() + 12))
    texts = opened(chart, lambda: qtbot.mouseClick(chart.plot.viewport(), RIGHT, pos=below))
    assert texts[0] == "View All of “n”"
    whole = chart.plot.figure.picture.x_range
    assert ranges(chart) == [pytest.approx(whole), zoomed[1]]


def test_a_size_is_offered_where_the_plot_is_and_not_beside_it(chart):
    chart.offers_sizes = True
    box = chart.plot.figure.box
    for right, offered in ((box.rect().width() / 2, True), (box.rect().width() + 40, False)):
        place = chart.plot.mapFromScene(box.mapToScene(QPointF(right, 20)))
        texts = opened(chart, lambda place=place: chart._open_menu(place))
        assert any(text.startswith("&Measure at") for text in texts) is offered
    size = chart.scene.run.plan.sizes[2]
    place = chart.plot.mapFromScene(box.mapViewToScene(QPointF(math.log10(size), -5)))
    texts = opened(chart, lambda: chart._open_menu(QPoint(place.x(), 40)))
    assert not any(text.startswith("&Measure at") for text in texts)


def test_an_axis_that_grew_for_first_times_shrinks_when_all_is_measured(chart):
    whole = chart.ranges.whole(chart.plot.figure.picture)[1]
    chart.ranges._y = (whole[0] - 20, whole[1])
    chart.refresh()
    assert chart.ranges.whole(chart.plot.figure.picture)[1] == whole


def test_the_mouse_button_alone_opens_no_menu_yet(chart):
    menus = heard(chart.menu_opened)
    at = chart.plot.geometry().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, chart.mapToGlobal(at))
    QApplication.sendEvent(chart, event)
    assert menus == []


def zoom(chart, low, high):
    box = chart.plot.figure.box
    box.setRange(xRange=(low, high), padding=0)
    box.sigRangeChangedManually.emit([True, False])
    chart.ranges._zoomed_at -= 10  # what follows is another zoom


def test_zooms_are_taken_back_and_done_again_one_by_one(chart):
    whole = ranges(chart)
    zoom(chart, 3.0, 5.0)
    first = ranges(chart)
    zoom(chart, 4.0, 4.5)
    second = ranges(chart)
    chart.step(back=True)
    assert ranges(chart) == [pytest.approx(pair) for pair in first]
    chart.step(back=True)
    assert ranges(chart) == [pytest.approx(pair) for pair in whole]
    chart.step(back=True)
    assert ranges(chart) == [pytest.approx(pair) for pair in whole]
    for _ in range(2):
        chart.step(back=False)
    assert ranges(chart) == [pytest.approx(pair) for pair in second]
    chart.reset_view()
    chart.step(back=True)
    assert ranges(chart) == [pytest.approx(pair) for pair in second]


def test_turns_of_the_wheel_that_follow_each_other_are_one_step(chart):
    whole = ranges(chart)
    for high in (6.0, 5.5, 5.0):
        chart.plot.figure.box.setRange(xRange=(3.0, high), padding=0)
        chart.plot.figure.box.sigRangeChangedManually.emit([True, False])
    chart.step(back=True)
    assert ranges(chart) == [pytest.approx(pair) for pair in whole]


def test_linear_axes_show_all_and_tell_sizes_as_before(chart):
    closer = []
    chart.looked_closer.connect(lambda low, high: closer.append((low, high)))
    chart.make_linear(x=True, y=True)
    (left, right), (bottom, top) = ranges(chart)
    assert left < 0 < 1e7 < right
    assert bottom == 0
    assert all(spot.y < top for c in chart.plot.figure.picture.curves for spot in c.spots)
    zoom(chart, 1000.0, 50_000.0)
    assert closer == [(pytest.approx(1000), pytest.approx(50_000))]
    chart.make_linear(x=False, y=False)
    assert ranges(chart)[0] == pytest.approx(chart.plot.figure.picture.x_range)


def test_the_roofline_stays_logarithmic(qtbot, run):
    chart = show(qtbot, "roofline", run)
    before = ranges(chart)
    chart.make_linear(x=True, y=True)
    assert ranges(chart) == before
