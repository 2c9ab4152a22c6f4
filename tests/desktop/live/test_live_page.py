"""The page that shows samples as they come, in a window."""

import math

import made_runs as made
import numpy as np
import pytest
from made_runs import LOOP, TEAM
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from explorer.desktop.live.dots import ROUND, Dots
from explorer.desktop.live.page import LivePage
from explorer.desktop.running.session import IDLE, RUNNING
from explorer.kernels.finding import find
from explorer.measure.asking import plan_of
from explorer.measure.events import Compiled, Measured, Started, Steered, Update
from explorer.measure.interpreter import InterpreterError
from explorer.measure.plan import Baseline, Point
from explorer.measure.statistics import Sample, estimate

LEFT = Qt.MouseButton.LeftButton
TIMES = {"jit_nopython": 2e-5, "parallel_prange": 1e-5}


@pytest.fixture
def page(qtbot, shown, appearance):
    """Return the page alone, as it follows a setup of two variants."""
    found = LivePage(shown)
    found.wishes = []
    found.steered.connect(found.wishes.append)
    qtbot.addWidget(found)
    kernel = find("sum")
    plan = plan_of(kernel, 4, variants=tuple(TIMES), threads="2", baseline="jit_nopython")
    found.offer(plan, kernel, (1, 2, 4))
    found.resize(900, 600)
    with qtbot.waitExposed(found):
        found.show()
    return found


@pytest.fixture
def watching(page):
    """Return the page while two variants are watched, and their first rounds have come."""
    page.set_watching(True)
    plan = page.plan()
    page.take(Started(plan, "2026-01-01T12:00:00+00:00", "0", "worker thread", made.MACHINE))
    for name in TIMES:
        page.take(Compiled(name, 0.1, name != "jit_nopython"))
    come(page)
    return page


def come(page, rounds=30, disturbed=""):
    """Let rounds come at the size that is chosen, and be drawn and said."""
    size = page.size_slider.size_now
    updates = []
    for name, each in TIMES.items():
        samples = tuple(Sample(i, each * (1 + 0.01 * (i % 3)), disturbed) for i in range(rounds))
        threads = 1 if name == "jit_nopython" else 2
        updates.append(Update(Point(name, size, threads), 9, samples, estimate(samples)))
    page._said_at = page._drawn_at = 0.0
    page.take(Measured(size, tuple(updates)))


def test_what_is_ticked_is_measured_without_an_end(window):
    page = window.tabs.live
    window.setup.restore({"variants": ["python", "numpy", "jit_nopython"], "threads": "1, 2"})
    window.tabs.turn_to("live")
    page.begin.click()
    plan, kernel = window.session.started[-1]
    assert plan.endless
    assert plan.variants == ("numpy", "jit_nopython")  # Python would hold the others up
    assert plan.threads == (1, 2)
    assert plan.sizes == (page.size_slider.size_now,)
    assert kernel is window.setup.kernel
    assert page.stop.isVisible()
    assert not page.begin.isVisible()
    page.stop.click()
    window.session.end("stopped")
    assert page.begin.isVisible()


def test_the_large_figures_say_what_is_so_now(watching):
    page = watching
    assert "parallel_prange with 2 threads is 2.00× as fast as jit_nopython" in page.heading.title
    said = [card.accessibleName() for card in page.lanes.cards.values()]
    assert said[0].startswith("jit_nopython: 20.2 µs, the others are compared with it")
    assert "2.00×" in said[1]
    assert [card.isChecked() for card in page.lanes.cards.values()] == [True, False]


def test_dragging_in_the_window_steers_the_run_and_another_kernel_is_measured_next(window):
    page, session = window.tabs.live, window.session
    window.tabs.turn_to("live")
    page.begin.click()
    session.begin()
    page.size_slider.slider.setValue(page.size_slider.slider.value() + 10)
    wish = session._worker._running._wishes.take()
    assert wish.plan.sizes == (page.size_slider.size_now,)
    page.stop.click()
    session.end("stopped")

    page.begin.click()
    session.begin()
    window.setup.choose(find("dot"))
    assert page.plan().kernel.name == session.started[-1][0].kernel.name
    page.stop.click()
    session.end("stopped")
    page.begin.click()
    plan, kernel = session.started[-1]
    assert plan.kernel.name == kernel.name == "dot"
    assert set(plan.variants) <= set(kernel.variant_names)
    page.stop.click()
    session.end("stopped")


def test_nothing_of_it_is_kept_and_the_shown_run_stays(window, tmp_path):
    run = made.sweep()
    window.arrivals.show_run(run)
    window.tabs.turn_to("live")
    window.tabs.live.begin.click()
    window.session.begin()
    assert window.shown.run is run
    assert window.session.run is run
    assert not list((tmp_path / "journal").glob("*"))
    window.tabs.live.stop.click()
    window.session.end("stopped")
    assert window.shown.run is run
    assert window.session.state == IDLE
    assert window.steering.run is None


def test_dragging_the_size_steers_what_is_measured(watching):
    page = watching
    slider = page.size_slider.slider
    slider.setValue(slider.value() + 10)
    size = page.size_slider.size_now
    plan = watching.wishes[-1]
    assert plan.sizes == (size,)
    assert plan.endless
    assert page.size_slider.edit.text() == f"{size:,}"
    page.take(Steered(plan))
    assert page.heading.title == f"Measuring at n = {size:,} …"
    come(page)
    assert page.heading.title.endswith(f"at n = {size:,}")
    assert list(page.chart.strip.turns.values()) == [size]


def test_a_size_can_be_typed_and_nonsense_cannot(watching):
    edit = watching.size_slider.edit
    before = edit.text()
    for text in ("0", "many", "1e99"):
        edit.setText(text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert edit.text() == before
    edit.setText("12345")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert watching.wishes[-1].sizes == (12_345,)


def test_chips_take_variants_and_thread_counts_in_and_out(watching):
    chips = watching.chips
    chips.variants["numpy"].click()
    assert watching.wishes[-1].variants == ("numpy", "jit_nopython", "parallel_prange")
    chips.counts[4].click()
    assert watching.wishes[-1].threads == (2, 4)
    chips.counts[2].click()
    chips.counts[4].click()  # the last one stays
    assert chips.ticked_counts() == (4,)


def test_taking_the_baseline_away_compares_with_another(watching):
    watching.chips.variants["jit_nopython"].click()
    assert watching.wishes[-1].baseline == Baseline("parallel_prange", 2)


def test_a_click_on_a_curves_figures_compares_with_it(watching):
    page = watching
    QTest.mouseClick(list(page.lanes.cards.values())[1], LEFT)
    plan = watching.wishes[-1]
    assert plan.baseline == Baseline("parallel_prange", 2)
    page.take(Steered(plan))
    come(page)
    assert page.heading.title.startswith("parallel_prange with 2 threads is the fastest")


def test_disturbed_samples_are_named_and_marked(watching):
    page = watching
    clean = page.chart.below
    come(page, 10, "waited for a core")
    assert page.chart.causes == ["waited for a core"]
    assert page.chart.below > clean
    assert "waited for a core" in page.heading.conditions
    warning = QColor("#b42318")
    image = page.chart.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 1)
               for y in range(image.height() - page.chart.below, image.height())}  # fmt: skip
    assert warning.name() in colours


def test_the_sample_that_is_pointed_at_is_named(watching):
    chart = watching.chart
    strip = chart.strip
    band, lane = chart.bands(strip)[0], strip.lanes[0]
    x = chart.places.x(strip, lane.at)[-1]
    y = band.at(math.log10(lane.samples[-1].seconds))
    assert chart.said_at(QPointF(x, y)) == "jit_nopython: 20.4 µs, 0.0 s ago"
    assert chart.said_at(QPointF(x, band.rect.bottom() + 40)) == ""


def test_curves_are_together_or_apart_and_counted_or_summed_up(watching):
    page = watching
    assert len(page.chart.bands(page.chart.strip)) == 2
    page.together.click()
    assert len(page.chart.bands(page.chart.strip)) == 1
    assert page.together.text() == "a lane each"
    before = page.chart.grab().toImage()
    page.sums.click()
    assert page.chart.grab().toImage() != before


def test_no_run_is_begun_beside_it_and_it_is_not_begun_beside_a_run(window):
    window.tabs.turn_to("live")
    window.tabs.live.begin.click()
    assert not window.start_anew()
    assert not window.actions_by_name["run"].isEnabled()
    window.actions_by_name["stop"].trigger()
    window.session.end("stopped")
    assert window.tabs.live.begin.isVisible()
    assert window.start_anew()
    assert not window.tabs.live.begin.isEnabled()
    assert window.session.state == RUNNING
    window.session.stop()
    window.session.end("stopped")


def test_any_point_of_the_shown_run_shows_its_samples(window):
    run = made.sweep()
    window.arrivals.show_run(run)
    window.tabs._show_samples(run.point("team", 10_000, 2))
    page = window.tabs.live
    assert window.tabs.page_name == "live"
    assert page.chart.strip.size == 10_000
    assert not page.chart.strip.live
    assert TEAM in page.lanes.cards
    page.size_slider.slider.setValue(0)
    assert page.chart.strip.size == 100
    QTest.mouseClick(page.lanes.cards[TEAM], LEFT)
    assert window.shown.run.plan.baseline == Baseline("team", 2)
    window.shown.hide(frozenset({LOOP}))
    assert LOOP not in page.lanes.cards
    page.source.click()
    assert page.chips.isVisible()


def test_many_thread_counts_are_one_lane_until_they_are_fanned_out_and_then_scroll(window):
    counts = (1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128)
    curves = {("team", number): {100: 1e-5 / number} for number in counts}
    window.resize(1024, 700)
    run = made.run({LOOP: {100: 1e-5}, **curves}, threaded=("team",), baseline=Baseline("loop"))
    window.arrivals.show_run(run)
    window.tabs.turn_to("live")
    page = window.tabs.live
    assert list(page.lanes.cards) == [LOOP, ("team", 128)]
    window.shown.fan("team", True)
    assert list(page.lanes.cards) == [LOOP, *curves]
    line = page.fontMetrics().height()
    window.repaint()
    assert all(card.height() >= 1.5 * line for card in page.lanes.cards.values())
    window.shown.fan("team", False)
    window.tabs._show_samples(run.point("team", 100, 8))
    assert list(page.lanes.cards) == [LOOP, ("team", 8), ("team", 128)]  # what was asked for, too


def test_dots_that_overlap_are_less_transparent():
    dots = Dots(20, 20, 1.0)
    dots.add(np.array([5.0, 15.0, 15.0]), np.array([5.0, 15.0, 15.0]), QColor("black"), ROUND, 0.5)
    image = dots.image()
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(5, 5).alpha() == pytest.approx(128, abs=2)
    assert image.pixelColor(15, 15).alpha() == pytest.approx(191, abs=2)
    dots.add(np.array([-3.0, 40.0]), np.array([5.0, 5.0]), QColor("black"))  # outside: nothing


def test_a_python_that_is_gone_since_is_one_sentence(window, monkeypatch):
    def gone(*_):
        raise InterpreterError("The environment is gone.")

    window.tabs.turn_to("live")
    monkeypatch.setattr("explorer.desktop.shell.live.placed", gone)
    window.tabs.live.begin.click()
    assert window.messages.messages()[-1].sentence == "The environment is gone."
    assert window.session.state == IDLE
