"""Charts as a person uses them: look, point, click, type, zoom, choose a size."""

import gc
from dataclasses import replace
from functools import partial
from itertools import combinations, pairwise

import chart_hands
import made_runs
import pytest
import shiboken6
from chart_hands import NAMES, draw, heard, made, show
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QPainter,
    QPalette,
    QTextDocument,
)
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QStyleOptionGraphicsItem
from sample_runs import sum_events, sum_plan, sum_run

from explorer.desktop.charts.endlabels import LEADER, SPACE, SWATCH
from explorer.desktop.charts.text import wrapped
from explorer.desktop.look.theme import DARK, LIGHT, color, font
from explorer.results.fold import apply, fold
from explorer.results.pictures.view import Scene

# The offscreen platform says so of every window with a size hint.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture(scope="module")
def run():
    return sum_run()


@pytest.fixture
def shown(qtbot):
    """Return the function that shows a chart."""
    return partial(chart_hands.show, qtbot)


@pytest.fixture
def time_chart(shown, run):
    return shown("time", run)


@pytest.mark.parametrize("kind", NAMES)
def test_a_chart_says_what_it_shows_in_a_sentence_with_a_figure(shown, run, kind):
    chart = shown(kind, run)
    assert any(char.isdigit() for char in chart.headline())
    assert chart.plot.accessibleName() == f"{chart.view.question}: {chart.headline()}"
    assert "Numba 0.68.1" in chart.conditions.text()


@pytest.mark.parametrize("kind", NAMES)
def test_without_a_run_a_chart_is_empty(shown, run, kind):
    chart = shown(kind, run)
    draw(chart, None)
    assert chart.headline() == ""
    assert chart.conditions.text() == chart.readout.text() == ""
    assert not chart.plot.figure.isVisible()


@pytest.mark.parametrize("kind", NAMES)
def test_every_step_of_a_run_can_be_drawn(shown, kind):
    chart, events = shown(kind), []
    for event in sum_events(sum_plan("1e2:1e4")):
        events.append(event)
        draw(chart, fold(events))
    assert chart.plot.grab().height() > 0


def test_items_are_used_again_as_the_run_grows(shown):
    events = list(sum_events(sum_plan()))
    chart = shown("time", fold(events[:60]))
    before = dict(chart.plot.figure.curves)
    draw(chart, fold(events))
    after = chart.plot.figure.curves
    assert all(after[key] is layer for key, layer in before.items())


def test_hiding_a_curve_removes_it_and_showing_it_brings_it_back(time_chart, run):
    draw(time_chart, run, frozenset({("python", 1)}))
    assert (("python", 1), 0) not in time_chart.plot.figure.curves
    draw(time_chart, run)
    assert (("python", 1), 0) in time_chart.plot.figure.curves


def test_while_measuring_the_axes_only_grow_and_in_steps(shown):
    chart, events, ranges = shown("time"), [], []
    for event in sum_events(sum_plan()):
        events.append(event)
        draw(chart, fold(events))
        if chart.plot.figure.picture.curves:
            ranges.append(chart.plot.figure.box.viewRange())
    xs = {tuple(x) for x, _ in ranges}
    ys = [tuple(y) for _, y in ranges]
    assert len(xs) == 1
    assert len(set(ys)) < 8
    assert all(after[0] <= before[0] and after[1] >= before[1] for before, after in pairwise(ys))


def test_the_signs_of_a_growing_run_are_explained_with_its_words(qtbot, shown):
    events = list(sum_events(sum_plan()))
    chart = shown("time", fold(events[:60]))
    for number in (61, 62):
        draw(chart, fold(events[:number]))
    chart.readout.say("")
    draw(chart, fold(events[:63]))
    assert chart.readout.text() == ""
    qtbot.waitUntil(lambda: "arrow keys" in chart.readout.text())


def test_drawing_the_same_run_again_asks_for_no_paint(qtbot, time_chart, run):
    qtbot.wait(50)
    layer = time_chart.plot.figure.curves[("numpy", 1), 0]
    asked = []
    layer.update = lambda: asked.append(1)
    draw(time_chart, run)
    assert asked == []


def fan_out(chart, run):
    chart.show_scene(Scene(run, fans=dict.fromkeys(run.plan.variants, True)))


def painted(layer, image=None, rect=None):
    """A layer's picture; of an image only what is in a rectangle is painted again."""
    frame = layer.frame
    image = image or QImage(int(frame.width), int(frame.height), QImage.Format.Format_RGB32)
    option = QStyleOptionGraphicsItem()
    option.exposedRect = rect or layer.boundingRect()
    painter = QPainter(image)
    painter.setClipRect(option.exposedRect)
    painter.fillRect(option.exposedRect, QColor("white"))
    layer.paint(painter, option)
    painter.end()
    return image


@pytest.mark.parametrize(("longer", "stretches"), [(2.0, 1), (1.0001, 0)])
def test_a_round_asks_for_a_paint_of_what_it_moved_alone(
    shown, run, monkeypatch, longer, stretches
):
    chart = shown("time", run)
    layer, record = chart.plot.figure.curves[("fastmath", 1), 0], run.point("fastmath", 10_000, 1)
    before, asked = painted(layer), []
    monkeypatch.setattr(layer, "update", lambda *rects: asked.append(*rects))
    more = made_runs.measured("fastmath", 10_000, 1, longer * record.median_s, rounds=80)
    chart.plot.figure.show_picture(chart.view.picture(Scene(apply(run, more))))
    assert len(asked) == stretches
    for rect in asked:
        assert rect.width() < layer.frame.width / 3
        assert painted(layer) != before
        assert painted(layer, before, rect) == painted(layer)


@pytest.mark.parametrize("turns_back", [False, True])
def test_a_stretch_that_is_painted_alone_looks_as_in_the_whole(shown, run, turns_back):
    chart = shown("time", run)
    layer = chart.plot.figure.curves[("fastmath", 1), 0]
    if turns_back:  # as a curve over flop per byte may
        xs = [spot.x for spot in layer.spots]
        places = zip(layer.spots, [*xs[::2], *xs[1::2][::-1]], strict=True)
        spots = tuple(replace(spot, x=x) for spot, x in places)
        layer.show_curve(replace(layer.curve, spots=spots), layer.look)
    whole = painted(layer)
    for left in range(0, int(layer.frame.width), 50):
        stretch = QRectF(left, 0, 40, layer.frame.height)
        assert painted(layer, QImage(whole), stretch) == whole


def test_labels_keep_to_the_height_of_the_plot_and_apart(shown):
    chart = shown("time", None, 640, 420)
    fan_out(chart, sum_run(threads=(1, 2, 4, 8)))
    labels = chart.plot.figure.labels
    ys = sorted(placed.y for placed in labels.placed)
    line = labels.font.pixelSize()
    assert len(ys) == 13
    assert all(b - a >= line for a, b in pairwise(ys))
    assert ys[0] >= 0
    assert ys[-1] <= chart.plot.figure.frame.height


def test_a_curve_that_ended_left_of_what_is_in_sight_has_no_label(time_chart):
    labels = time_chart.plot.figure.labels
    names = {placed.curve.series[0] for placed in labels.placed}
    time_chart.plot.figure.set_ranges((6.2, 7.0), (-4.0, -1.0))
    left = {placed.curve.series[0] for placed in labels.placed}
    assert names - left == {"python"}  # which was skipped from 1,000,000 on


def test_where_labels_do_not_fit_those_of_most_threads_stay(shown):
    chart = shown("time", None, 640, 280)
    fan_out(chart, sum_run(threads=(1, 2, 4, 8)))
    placed = [p.curve.series for p in chart.plot.figure.labels.placed]
    assert 0 < len(placed) < 13
    assert ("parallel_prange", 8) in placed
    assert ("parallel_prange", 1) not in placed
    assert chart.plot.figure.labels.more == f"+{13 - len(placed)} more"


def test_the_thread_counts_of_several_curves_keep_off_each_other_and_the_rings(shown):
    chart = shown("time", sum_run(threads=(1, 2, 4, 8)), 700, 500)
    tags, rings = chart.plot.figure.tags, chart.plot.figure.crossings
    metrics = QFontMetricsF(tags.font)
    boxes = [
        metrics.tightBoundingRect(tag.text).translated(tag.x, tag.y).adjusted(0.5, 0.5, -0.5, -0.5)
        for tag in tags.places()
    ]
    assert len({tag.text for tag in tags.places()}) > 1
    assert rings.crosses
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    assert not any(box.contains(rings.place(ring)) for ring in rings.crosses for box in boxes)


def test_the_fastest_curve_is_named_however_little_room_there_is(shown, run):
    chart = shown("time", run, 640, 130)
    labels = chart.plot.figure.labels
    assert len(labels.placed) < 9
    assert labels.placed[0].curve.series == ("parallel_fastmath", 2)
    assert labels.more
    chart.resize(640, 600)
    QApplication.processEvents()
    assert not labels.more


def test_the_headline_of_a_run_that_pauses_is_about_all_that_is_drawn(qtbot, shown):
    chart, events = shown("time"), list(sum_events(sum_plan("1e2:1e4")))
    draw(chart, fold(events[:12]))
    early = chart.headline()
    draw(chart, fold(events[:-1]))
    assert chart.headline() == early
    qtbot.waitUntil(lambda: chart.headline() != early)
    at_once = shown("time")
    draw(at_once, fold(events[:-1]))
    assert chart.headline() == at_once.headline()


def test_the_plot_does_not_move_while_a_run_grows(shown):
    chart, events, places = shown("time"), [], set()
    for event in sum_events(sum_plan("1e2:1e4")):
        events.append(event)
        draw(chart, fold(events))
        places.add(chart.plot.figure.box.geometry().left())
    assert len(places) == 1


def test_a_chart_follows_the_palette(qtbot, run):
    chart = made("time", None)
    qtbot.addWidget(chart)
    draw(chart, run)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#101010"))
    chart.setPalette(palette)
    layer = chart.plot.figure.curves[("numpy", 1), 0]
    assert layer.look.color == color(DARK, run.plan.kernel.variants, "numpy", 1.0)
    assert chart.plot.backgroundBrush().color() == QColor(DARK.background)


def test_the_slider_answers_while_it_moves(shown, run):
    chart = shown("threads", run)
    slider, before = chart.findChild(QSlider), chart.headline()
    slider.setValue(0)
    assert "n = 100" in slider.accessibleDescription()
    assert chart.headline() != before


def test_the_chosen_size_stays_as_the_run_goes_on(shown):
    events = list(sum_events(sum_plan()))
    chart = shown("threads", fold(events[:70]))
    slider = chart.findChild(QSlider)
    slider.setValue(sum_plan().sizes.index(3200))
    draw(chart, fold(events))
    assert "n = 3,200" in slider.accessibleDescription()


def test_a_chosen_size_that_another_run_has_not_is_forgotten(shown, run):
    chart = shown("threads", run)
    chart.findChild(QSlider).setValue(0)
    draw(chart, sum_run(sizes="1e4:1e6"))
    assert "n = 1,000,000" in chart.findChild(QSlider).accessibleDescription()


def test_a_point_of_the_threads_chart_says_how_efficient_it_is(qtbot, shown, run):
    chart = shown("threads", run)
    chart.findChild(QSlider).setValue(run.plan.sizes.index(1_000_000))
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    assert "% efficient" in chart.readout.text()


def test_long_sentences_are_wrapped_and_then_shortened(qapp):
    text = "With 2 threads this sentence is a good deal longer than its label is wide. " * 3
    lines = wrapped(text, font(), 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert wrapped("short", font(), 200, 2) == ["short"]
    room = QFontMetricsF(font()).horizontalAdvance("wrong result  ·  use the arrow")
    key = wrapped("wrong result  ·  use the arrow keys", font(), room, 2)
    assert key == ["wrong result  ·", "use the arrow keys"]


def test_a_shortened_sentence_ends_between_words_and_not_within_a_figure(qapp):
    text = "At n = 10,000 parallel_fastmath with 2 threads takes 369 µs, 12.5× as fast"
    words = set(text.replace("n = 10,000", "10,000").replace("2 threads", "threads").split())
    ends = {wrapped(text, font(), width, 1)[0] for width in range(120, 420, 7)}
    assert len(ends) > 3
    for end in ends - {text}:
        assert end.endswith(" …")
        assert {end.split()[-2], end.split()[-2] + ","} & words


def test_a_number_is_not_parted_from_its_unit(qapp):
    text = "a call takes 1.54 ms with 2 threads"
    parts = [line for width in range(20, 300, 5) for line in wrapped(text, font(), width, 9)]
    assert " ".join(wrapped(text, font(), 60, 9)) == text
    assert not any(part.startswith(("ms", "threads")) for part in parts)


def test_a_headline_is_written_smaller_before_it_is_shortened(shown, run):
    chart, sizes, cut = shown("time", run), [], []
    for width in range(900, 300, -25):
        chart.resize(width, 600)
        QApplication.processEvents()
        sizes.append(chart.title.face.pixelSize())
        cut.append(bool(chart.title.toolTip()))
    assert sizes[0] == chart.title.font().pixelSize() > sizes[-1] > 0
    assert cut == sorted(cut)
    assert len({size for size, short in zip(sizes, cut, strict=True) if not short}) == 3


def test_a_shortened_sentence_can_be_read_in_full(shown, run):
    chart = shown("time", run, 320, 300)
    document = QTextDocument()
    document.setHtml(chart.title.toolTip())
    assert document.toPlainText() == chart.headline()


def test_who_comes_by_keyboard_sees_where_the_keys_go(time_chart):
    def edge():
        return time_chart.plot.grab().toImage().pixelColor(0, 40).name()

    for kind, reason, colour in (
        (QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason, LIGHT.accent),
        (QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason, LIGHT.background),
        (QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason, LIGHT.background),
    ):
        QApplication.sendEvent(time_chart.plot, QFocusEvent(kind, reason))
        assert edge() == colour


@pytest.mark.parametrize("kind", NAMES)
def test_a_closed_chart_is_gone(qtbot, run, kind):
    chart = made(kind)
    draw(chart, run)
    parts = [chart, chart.plot, chart.plot.figure, chart.plot.figure.box]
    del chart
    parts[0].deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(parts[0]))
    gc.collect()
    assert not shiboken6.isValid(parts[1])


def test_what_the_y_axis_shows_is_chosen_above_the_plot_and_read_out(qtbot):
    chart = chart_hands.show(qtbot, "time", sum_run())
    chart.choose_aspect("elements")
    assert chart.plot.figure.picture.y_name == "elements per second"
    assert chart.plot.figure.box.viewRange()[1][1] > 8
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    assert "elements per second: " in chart.readout.text()
    draw(chart, sum_run())
    assert chart.scene.aspect == "elements"


def test_where_there_is_no_room_the_number_of_threads_stays(qtbot, run):
    chart = chart_hands.show(qtbot, "time", run, width=430)
    labels = chart.plot.figure.labels
    room = labels.width - LEADER - SWATCH - SPACE
    placed = {p.curve.series: labels.fitted(p.curve, room) for p in labels.placed}
    assert placed["parallel_fastmath", 1][1] == "1"
    assert placed["parallel_fastmath", 2][1] == "2"
    assert placed["numpy", 1] == ("numpy", "")


def test_what_the_y_axis_shows_is_chosen_in_the_place_of_its_name_above_the_plot(qtbot, run):
    chart = chart_hands.show(qtbot, "time", run, width=700)
    name, figure = chart.aspect.geometry(), chart.plot.figure
    assert chart.aspect.isVisible()
    assert name.left() == 0
    assert name.bottom() < figure.box.geometry().top()
    assert not chart_hands.show(qtbot, "speedup", run).aspect.isVisible()


def test_any_size_can_be_typed_and_one_that_was_not_measured_is_asked_for(qtbot, run):
    chart = chart_hands.show(qtbot, "threads", run)
    wanted = heard(chart.size_wanted)

    def write(text):
        chart.edit.selectAll()
        qtbot.keyClicks(chart.edit, text)
        qtbot.keyClick(chart.edit, Qt.Key.Key_Return)

    write("1e5")
    assert chart.scene.size == 100_000
    assert chart.edit.text() == "100,000"
    assert not wanted
    write("5e4")
    assert wanted == [50_000]
    assert chart.scene.size == 100_000
    draw(chart, sum_run(sizes="1e4,5e4,1e5"))
    assert chart.scene.size == 50_000
    assert chart.edit.text() == "50,000"
    write("many")
    assert wanted == [50_000]
    assert chart.scene.size == 50_000
    assert "“many” is no size" in [label.text() for label in chart.findChildren(QLabel)]


def test_what_threads_bring_each_variant_is_said_while_none_is_pointed_at(qtbot):
    times = {("team", 1): 1e-3, ("team", 2): 6e-4, ("crew", 1): 1e-3, ("crew", 2): 2e-3}
    curves = {series: {50_000: seconds} for series, seconds in times.items()}
    run = made_runs.run(curves, threaded=("team", "crew"))
    chart = chart_hands.show(qtbot, "threads", run)
    worth, not_worth = chart.readout.text().split("  ·  ")
    assert worth.startswith("2 threads make team 1.6")
    assert worth.endswith(" as fast")
    assert not_worth.startswith("more threads do not make crew faster: with 2 a call takes 2.0")


def test_the_most_threads_keep_their_tick_where_another_is_too_near(qtbot):
    curves = {("team", count): {1000: 1e-3 / count} for count in (1, 56, 64)}
    chart = show(qtbot, "threads", made_runs.run(curves, threaded=("team",)), width=560)
    texts = [tick.text for tick in chart.plot.figure.bottom.ticks]
    assert texts == ["1", "2", "64"]  # the second is that of the usable cores


def test_a_count_keeps_its_number_where_the_name_of_its_cores_has_no_room(qtbot):
    counts = (1, 2, 4, 8, 16, 32, 64)
    curves = {("team", count): {1000: 1e-3 / count} for count in counts}
    cores = {"l3": 8, "node": 16, "physical": 32, "logical": 64}
    run = replace(made_runs.run(curves, threaded=("team",)), machine={"topology": cores})
    chart = show(qtbot, "threads", run, width=400)
    ticks = chart.plot.figure.bottom.ticks
    assert [tick.text for tick in ticks][: len(counts)] == [str(count) for count in counts]
    named = [tick.second for tick in ticks if tick.second]
    assert "L3" in named
    assert "NUMA node" not in named
