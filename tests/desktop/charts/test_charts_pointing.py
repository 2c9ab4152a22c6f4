"""Pointing at charts, by mouse and by keyboard, and zooming them."""

import pytest
from chart_hands import draw, heard, on_screen, point_at, show, spot_at, turn_wheel
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication
from sample_runs import sum_events, sum_plan, sum_run

from explorer.measure.plan import Point
from explorer.results.fold import fold

# The offscreen platform says so of every window with a size hint.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture(scope="module")
def run():
    return sum_run()


@pytest.fixture
def time_chart(qtbot, run):
    return show(qtbot, "time", run)


def test_pointing_at_a_curve_reads_out_its_nearest_point(qtbot, time_chart):
    hovered, emphasised = heard(time_chart.pointer.moved), heard(time_chart.emphasised)
    point_at(qtbot, time_chart, spot_at(time_chart, "numpy", 1, 10_000) + QPointF(3, 2))
    assert hovered[-1].point == Point("numpy", 10_000, 1)
    assert emphasised[-1] == ("numpy", 1)
    assert "n = 10,000 (78 KiB)" in time_chart.readout.text()
    assert time_chart.plot.accessibleDescription() == time_chart.readout.text()


def test_pointing_at_a_curve_brings_it_forward_and_dims_the_rest(qtbot, time_chart):
    point_at(qtbot, time_chart, spot_at(time_chart, "numpy", 1, 10_000))
    looks = {key[0]: layer.look for key, layer in time_chart.plot.figure.curves.items()}
    assert looks["numpy", 1].forward
    assert all(look.dimmed for series, look in looks.items() if series != ("numpy", 1))


def test_leaving_the_chart_ends_that(qtbot, time_chart):
    point_at(qtbot, time_chart, spot_at(time_chart, "numpy", 1, 10_000))
    hovered, emphasised = heard(time_chart.pointer.moved), heard(time_chart.emphasised)
    time_chart.plot.leaveEvent(QEvent(QEvent.Type.Leave))
    assert (hovered, emphasised) == ([None], [None])
    layers = time_chart.plot.figure.curves.values()
    assert not any(layer.look.dimmed for layer in layers)


def test_pointing_at_a_label_brings_its_curve_forward(qtbot, time_chart):
    figure = time_chart.plot.figure
    label = next(p for p in figure.labels.placed if p.curve.series == ("python", 1))
    point_at(qtbot, time_chart, QPointF(figure.frame.width + 40, label.y))
    assert time_chart.pointer.series == ("python", 1)


def test_pointing_at_a_mark_at_the_edge_says_why_it_was_not_measured(qtbot, time_chart):
    mark, _, at = time_chart.plot.figure.edge.places()[0]
    point_at(qtbot, time_chart, at)
    assert mark.record.status == "skipped"
    assert "not measured: a call would take" in time_chart.readout.text()


def test_a_click_picks_the_point_under_it(qtbot, time_chart):
    clicked = heard(time_chart.clicked)
    at = on_screen(time_chart, spot_at(time_chart, "fastmath", 1, 100_000))
    qtbot.mouseClick(time_chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: bool(clicked))
    assert clicked[-1].point == Point("fastmath", 100_000, 1)


def test_a_click_beside_everything_picks_nothing(qtbot, time_chart):
    clicked = heard(time_chart.clicked)
    at = on_screen(time_chart, QPointF(20, 20))
    qtbot.mouseClick(time_chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: bool(clicked))
    assert clicked == [None]


def test_the_arrow_keys_walk_along_a_curve_and_between_curves(qtbot, time_chart):
    time_chart.set_emphasis(("numpy", 1))
    hovered = heard(time_chart.pointer.moved)
    keys = Qt.Key
    for key in (keys.Key_Left, keys.Key_Left, keys.Key_Home, keys.Key_Right, keys.Key_Up):
        qtbot.keyClick(time_chart.plot, key)
    walked = [(r.point.variant, r.point.size) for r in hovered]
    assert walked[:4] == [
        ("numpy", 10_000_000), ("numpy", 3_200_000), ("numpy", 100), ("numpy", 320),
    ]  # fmt: skip
    assert walked[4][0] != "numpy"
    assert walked[4][1] == 320


def test_enter_picks_the_point_under_the_cursor_and_escape_leaves_it(qtbot, time_chart):
    clicked, hovered = heard(time_chart.clicked), heard(time_chart.pointer.moved)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(time_chart.plot, key)
    assert clicked == hovered[:1]
    assert hovered[-1] is None


def test_the_cursor_stays_on_its_point_as_the_run_grows(qtbot):
    events = list(sum_events(sum_plan()))
    chart = show(qtbot, "time", fold(events[:60]))
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    point = chart.pointer.record.point
    draw(chart, fold(events))
    assert chart.pointer.record.point == point
    assert "12 samples" in chart.readout.text()


def test_emphasis_from_outside_is_not_reported_back(time_chart):
    emphasised = heard(time_chart.emphasised)
    time_chart.set_emphasis(("fastmath", 1))
    assert emphasised == []
    assert time_chart.plot.figure.curves[("fastmath", 1), False].look.forward


def test_the_selected_point_has_a_ring(time_chart):
    time_chart.select(Point("fastmath", 1000, 1))
    assert len(time_chart.plot.figure.rings.rings) == 1
    time_chart.select(None)
    assert time_chart.plot.figure.rings.rings == ()


def test_the_headline_speaks_of_the_sizes_that_are_in_sight(qtbot, time_chart):
    whole = time_chart.headline()
    assert "10,000,000" in whole
    box = time_chart.plot.figure.box
    box.setXRange(1.9, 4.1, padding=0)
    time_chart.plot.figure.zoomed.emit()
    assert time_chart.headline() == whole  # words follow the wheel
    qtbot.waitUntil(lambda: time_chart.headline().startswith("At n = 10,000, "))
    time_chart.reset_view()
    assert time_chart.headline() == whole
    box.setXRange(1.9, 4.1, padding=0)
    time_chart.plot.figure.zoomed.emit()
    assert time_chart.contents().headline.startswith("At n = 10,000, ")  # what is saved waits not


def test_what_is_saved_of_a_growing_run_says_what_is_drawn_of_it(qtbot):
    events = list(sum_events(sum_plan()))
    chart = show(qtbot, "time", fold(events[:60]))
    draw(chart, fold(events[:-1]))
    said, drawn = chart.headline(), show(qtbot, "time", fold(events[:-1]))
    assert said != drawn.headline()  # it can be read first
    assert chart.contents().headline == drawn.headline()
    assert chart.contents().picture.crosses == drawn.plot.figure.picture.crosses


def test_curves_that_a_zoom_leaves_above_or_below_are_not_spoken_of(time_chart):
    box, names = time_chart.plot.figure.box, {curve[0] for curve in sum_run().series()}
    box.setRange(xRange=(1.9, 4.1), yRange=(-4.5, -2.5), padding=0)
    time_chart.plot.figure.zoomed.emit()
    drawn = {placed.curve.series[0] for placed in time_chart.plot.figure.labels.placed}
    spoken = {curve[0] for curve in time_chart.in_sight.subject.curves}
    assert 0 < len(drawn) < len(names)
    assert spoken == drawn
    time_chart.reset_view()
    assert {curve[0] for curve in time_chart.in_sight.subject.curves} == names


def test_what_the_user_zoomed_to_stays_until_the_view_is_reset(qtbot, time_chart, run):
    box = time_chart.plot.figure.box
    whole = box.viewRange()
    turn_wheel(time_chart)
    near = box.viewRange()
    assert near != whole
    draw(time_chart, run)
    assert box.viewRange() == near
    time_chart.view_all.trigger()
    assert box.viewRange() == whole


def test_another_run_is_shown_whole(time_chart, run):
    box = time_chart.plot.figure.box
    whole = box.viewRange()
    turn_wheel(time_chart)
    assert box.viewRange() != whole
    other = fold(sum_events(sum_plan(), created="2025-06-01T00:00:00+00:00"))
    draw(time_chart, other)
    assert box.viewRange() == whole


def test_a_double_click_resets_the_view(qtbot, time_chart):
    box = time_chart.plot.figure.box
    whole = box.viewRange()
    turn_wheel(time_chart)
    assert box.viewRange() != whole
    viewport, at = time_chart.plot.viewport(), time_chart.plot.viewport().rect().center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: box.viewRange() == whole)


def test_pointing_at_a_ring_tells_the_crossing_and_a_key_leaves_it(qtbot, time_chart):
    layer = time_chart.plot.figure.crossings
    [cross] = layer.crosses
    point_at(qtbot, time_chart, layer.place(cross))
    assert time_chart.readout.text() == cross.text
    assert time_chart.pointer.series == ("parallel_fastmath", 2)
    qtbot.keyClick(time_chart.plot, Qt.Key.Key_Left)
    assert "samples" in time_chart.readout.text()


def test_rings_follow_what_is_in_sight(time_chart, run):
    before = time_chart.plot.figure.crossings.crosses
    draw(time_chart, run, hidden=frozenset({("fastmath", 1)}))
    assert time_chart.plot.figure.crossings.crosses != before
    draw(time_chart, None)
    assert time_chart.plot.figure.crossings.crosses == ()


def test_a_longer_line_below_the_plot_does_not_move_it(time_chart):
    before = time_chart.plot.geometry()
    time_chart.readout.say("It is told at length what is known of a point. " * 8)
    QApplication.processEvents()
    assert len(time_chart.readout.text()) > 300
    assert time_chart.plot.geometry() == before
