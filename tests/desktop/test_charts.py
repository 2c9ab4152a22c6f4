"""Charts as a person uses them: look, point, click, type, zoom, choose a size."""

import gc
from time import perf_counter_ns

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QSlider
from sample_runs import sum_events, sum_plan, sum_run

from explorer.desktop.charts.speedup import SpeedupChart
from explorer.desktop.charts.text import wrapped
from explorer.desktop.charts.threads import ThreadsChart
from explorer.desktop.charts.time import TimeChart
from explorer.desktop.theme import DARK, LIGHT, color, font
from explorer.measure.plan import Point
from explorer.results.record import fold

# The offscreen platform says so of every window with a size hint.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CHARTS = (TimeChart, SpeedupChart, ThreadsChart)


@pytest.fixture(scope="module")
def run():
    return sum_run()


@pytest.fixture
def shown(qtbot):
    """Return a function that shows a chart with a run and waits until it is there."""

    def show(kind, run=None, width=900, height=600):
        chart = kind(theme=LIGHT)
        qtbot.addWidget(chart)
        chart.resize(width, height)
        with qtbot.waitExposed(chart):
            chart.show()
        chart.show_run(run)
        return chart

    return show


@pytest.fixture
def time_chart(shown, run):
    return shown(TimeChart, run)


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


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_says_what_it_shows_in_a_sentence_with_a_figure(shown, run, kind):
    chart = shown(kind, run)
    assert any(char.isdigit() for char in chart.headline())
    assert chart.plot.accessibleName() == f"{chart.question}: {chart.headline()}"
    assert "Numba 0.68.1" in chart.conditions.text()


@pytest.mark.parametrize("kind", CHARTS)
def test_without_a_run_a_chart_is_empty(shown, run, kind):
    chart = shown(kind, run)
    chart.show_run(None)
    assert chart.headline() == ""
    assert chart.conditions.text() == chart.readout.text() == ""
    assert not chart.plot.figure.isVisible()


@pytest.mark.parametrize("kind", CHARTS)
def test_every_step_of_a_run_can_be_drawn(shown, kind):
    chart, events = shown(kind), []
    for event in sum_events(sum_plan("1e2:1e4")):
        events.append(event)
        chart.show_run(fold(events))
    assert chart.plot.grab().height() > 0


def test_items_are_used_again_as_the_run_grows(shown):
    events = list(sum_events(sum_plan()))
    chart = shown(TimeChart, fold(events[:60]))
    before = dict(chart.plot.figure.curves)
    chart.show_run(fold(events))
    after = chart.plot.figure.curves
    assert all(after[key] is layer for key, layer in before.items())


def test_hiding_a_curve_removes_it_and_showing_it_brings_it_back(time_chart, run):
    time_chart.show_run(run, frozenset({("python", 1)}))
    assert (("python", 1), False) not in time_chart.plot.figure.curves
    time_chart.show_run(run)
    assert (("python", 1), False) in time_chart.plot.figure.curves


def test_while_measuring_the_axes_only_grow_and_in_steps(shown):
    chart, events, ranges = shown(TimeChart), [], []
    for event in sum_events(sum_plan()):
        events.append(event)
        chart.show_run(fold(events))
        if chart.plot.figure.picture.curves:
            ranges.append(chart.plot.figure.box.viewRange())
    xs = {tuple(x) for x, _ in ranges}
    ys = [tuple(y) for _, y in ranges]
    assert len(xs) == 1
    assert len(set(ys)) < 8
    assert all(
        after[0] <= before[0] and after[1] >= before[1]
        for before, after in zip(ys, ys[1:], strict=False)
    )


def test_what_the_user_zoomed_to_stays_until_the_view_is_reset(qtbot, time_chart, run):
    whole = time_chart.plot.figure.box.viewRange()
    zoomed = heard(time_chart.plot.figure.zoomed)
    time_chart.plot.figure.zoomed.connect(lambda: zoomed.append(None))
    box = time_chart.plot.figure.box
    box.scaleBy((0.5, 0.5))
    box.sigRangeChangedManually.emit([True, True])
    near = box.viewRange()
    time_chart.show_run(run)
    assert box.viewRange() == near
    time_chart.view_all.trigger()
    assert box.viewRange() == whole


def test_another_run_is_shown_whole(time_chart, run):
    box = time_chart.plot.figure.box
    whole = box.viewRange()
    box.scaleBy((0.5, 0.5))
    box.sigRangeChangedManually.emit([True, True])
    other = fold(sum_events(sum_plan(), created="2025-06-01T00:00:00+00:00"))
    time_chart.show_run(other)
    assert box.viewRange() == whole


def test_a_double_click_resets_the_view(qtbot, time_chart):
    box = time_chart.plot.figure.box
    whole = box.viewRange()
    box.scaleBy((0.5, 0.5))
    box.sigRangeChangedManually.emit([True, True])
    viewport, at = time_chart.plot.viewport(), time_chart.plot.viewport().rect().center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: box.viewRange() == whole)


def test_pointing_at_a_curve_reads_out_its_nearest_point(qtbot, time_chart):
    hovered, emphasised = heard(time_chart.hovered), heard(time_chart.emphasised)
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
    hovered, emphasised = heard(time_chart.hovered), heard(time_chart.emphasised)
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
    hovered = heard(time_chart.hovered)
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
    clicked, hovered = heard(time_chart.clicked), heard(time_chart.hovered)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(time_chart.plot, key)
    assert clicked == hovered[:1]
    assert hovered[-1] is None


def test_the_cursor_stays_on_its_point_as_the_run_grows(qtbot, shown):
    events = list(sum_events(sum_plan()))
    chart = shown(TimeChart, fold(events[:60]))
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    point = chart.pointer.record.point
    chart.show_run(fold(events))
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


def test_every_paint_is_reported_with_its_time(qtbot, time_chart):
    spans = []
    time_chart.painted.connect(lambda *span: spans.append(span))
    before = perf_counter_ns()
    time_chart.plot.viewport().repaint()
    assert before <= spans[-1][0] <= spans[-1][1] <= perf_counter_ns()


def test_drawing_the_same_run_again_asks_for_no_paint(qtbot, time_chart, run):
    qtbot.wait(50)
    layer = time_chart.plot.figure.curves[("numpy", 1), False]
    asked = []
    layer.update = lambda: asked.append(1)
    time_chart.show_run(run)
    assert asked == []


def test_labels_keep_to_the_height_of_the_plot_and_apart(shown):
    chart = shown(TimeChart, sum_run(threads=(1, 2, 4, 8)), 640, 420)
    labels = chart.plot.figure.labels
    ys = sorted(placed.y for placed in labels.placed)
    line = labels.font.pixelSize()
    assert len(ys) == 13
    assert all(b - a >= line for a, b in zip(ys, ys[1:], strict=False))
    assert 0 <= ys[0]
    assert ys[-1] <= chart.plot.figure.frame.height


def test_where_labels_do_not_fit_those_of_most_threads_stay(shown):
    chart = shown(TimeChart, sum_run(threads=(1, 2, 4, 8)), 640, 280)
    placed = [p.curve.series for p in chart.plot.figure.labels.placed]
    assert 0 < len(placed) < 13
    assert ("parallel_prange", 8) in placed
    assert ("parallel_prange", 1) not in placed


def test_the_plot_does_not_move_while_a_run_grows(shown):
    chart, events, places = shown(TimeChart), [], set()
    for event in sum_events(sum_plan("1e2:1e4")):
        events.append(event)
        chart.show_run(fold(events))
        places.add(chart.plot.figure.box.geometry().left())
    assert len(places) == 1


def test_a_chart_follows_the_palette(qtbot, run):
    chart = TimeChart()
    qtbot.addWidget(chart)
    chart.show_run(run)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#101010"))
    chart.setPalette(palette)
    layer = chart.plot.figure.curves[("numpy", 1), False]
    assert layer.look.color == color(DARK, run.plan.kernel.variants, "numpy", 1.0)
    assert chart.plot.backgroundBrush().color() == QColor(DARK.background)


def test_the_slider_answers_while_it_moves(qtbot, shown, run):
    chart = shown(ThreadsChart, run)
    slider, sizes = chart.findChild(QSlider), heard(chart.size_chosen)
    before = chart.headline()
    slider.setValue(0)
    assert chart.shown_size() == 100
    assert chart.headline() != before
    assert sizes == [100]


def test_a_size_set_from_outside_is_the_nearest_measured_one(shown, run):
    chart = shown(ThreadsChart, run)
    sizes = heard(chart.size_chosen)
    chart.set_size(900)
    assert chart.shown_size() == 1000
    assert chart.findChild(QSlider).value() == run.plan.sizes.index(1000)
    assert sizes == []
    assert "n = 1,000" in chart.findChild(QSlider).accessibleDescription()


def test_the_chosen_size_stays_as_the_run_goes_on(shown):
    events = list(sum_events(sum_plan()))
    chart = shown(ThreadsChart, fold(events[:70]))
    chart.set_size(3200)
    chart.show_run(fold(events))
    assert chart.shown_size() == 3200


def test_a_point_of_the_threads_chart_says_how_efficient_it_is(qtbot, shown, run):
    chart = shown(ThreadsChart, run)
    chart.set_size(1_000_000)
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    assert "% efficient" in chart.readout.text()


def test_long_sentences_are_wrapped_and_then_shortened(qapp):
    text = "With 2 threads this sentence is a good deal longer than its label is wide. " * 3
    lines = wrapped(text, font(), 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert wrapped("short", font(), 200, 2) == ["short"]


def test_a_shortened_sentence_can_be_read_in_full(shown, run):
    chart = shown(TimeChart, run, 320, 300)
    assert chart.title.toolTip() == chart.headline()


@pytest.mark.parametrize("kind", CHARTS)
def test_a_closed_chart_is_gone(qtbot, run, kind):
    chart = kind(theme=LIGHT)
    chart.show_run(run)
    parts = [chart, chart.plot, chart.plot.figure, chart.plot.figure.box]
    del chart
    parts[0].deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(parts[0]))
    gc.collect()
    assert not shiboken6.isValid(parts[1])
