"""How several Python threads are served, asked for at a point, as text and as a chart."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from sample_runs import sum_run

from explorer.callers.facts import AS_IT_IS, FREE, HOLDS, Callers
from explorer.desktop.asked.asking import NOT_AT_HAND
from explorer.desktop.asked.callers_chart import lines_of
from explorer.desktop.asked.callers_page import EXPLAINED, CallersPage
from explorer.kernels.finding import find
from explorer.measure.events import CLUSTER_WORKER, Served
from explorer.measure.machine import facts
from explorer.measure.plan import Point

FOUND = Callers(
    "sum", "jit_nopython", 10_000, 2, False,
    (
        Served(HOLDS, 1, 1000.0), Served(FREE, 1, 1000.0),
        Served(HOLDS, 2, 1010.0, 1.01, 0.99, 1.03), Served(FREE, 2, 1950.0, 1.95, 1.9, 2.0),
    ),
)  # fmt: skip


@pytest.fixture
def page(qtbot, shown):
    made = CallersPage(shown)
    qtbot.addWidget(made)
    shown.show(sum_run(), find("sum"))
    made.resize(600, 400)
    made.show()
    yield made
    made.end()


def test_what_was_found_out_belongs_to_its_point(shown, page):
    shown.select(Point("jit_nopython", 10_000, 1))
    assert page.title.text() == "Several callers of jit_nopython at n = 10,000"
    assert page.text.text() == EXPLAINED
    page.take(FOUND)
    assert "with nogil=True, they do 1.95× (1.90 to 2.00) the calls of one" in page.text.text()
    assert page.chart.known is FOUND
    assert page.ask.text() == "Ask &Again"
    shown.select(Point("fastmath", 10_000, 1))
    assert page.ask.text() == "Ask"
    assert page.text.text() == EXPLAINED
    assert page.chart.known is None
    shown.select(Point("jit_nopython", 10_000, 1))
    assert page.chart.known is FOUND


def test_a_failure_is_a_sentence_and_no_chart(shown, page):
    shown.select(Point("jit_nopython", 10_000, 1))
    page.take(Callers("sum", "jit_nopython", 10_000, 2, True, (Served(AS_IT_IS, 2, failed="no"),)))
    assert page.text.text() == "jit_nopython failed: no."
    assert page.chart.known is None


def test_the_chart_draws_a_line_for_each_way_of_compiling(page):
    page.chart.show_known(FOUND)
    empty = page.chart.palette().window().color()
    image = page.chart.grab().toImage()
    drawn = {image.pixelColor(x, y).rgb() for x in range(0, image.width(), 3)
             for y in range(0, image.height(), 3)}  # fmt: skip
    assert len(drawn - {empty.rgb()}) > 3
    assert [(mode, len(line)) for mode, line in lines_of(FOUND).items()] == [(FREE, 2), (HOLDS, 2)]


def test_it_is_asked_in_a_process_that_can_be_ended(qtbot, shown, page):
    shown.select(Point("jit_nopython", 10_000, 1))
    qtbot.mouseClick(page.ask, Qt.MouseButton.LeftButton)
    assert page.running
    assert page.text.text() == "Calling …"
    shown.select(Point("jit_nopython", 1000, 1))
    assert page.text.text() == "Something else is being called …"
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    assert not page.running
    assert page.text.text() == EXPLAINED


def test_without_its_source_nothing_can_be_called(shown, page):
    shown.show(sum_run(), None)
    assert page.text.text() == NOT_AT_HAND
    assert not page.ask.isEnabled()


def test_it_asks_about_the_dtype_and_the_layer_of_the_run(shown, page):
    run = sum_run()
    shown.show(replace(run, plan=replace(run.plan, dtype="float32", layer="omp")), find("sum"))
    assert " ".join(page.words()).endswith("--dtype float32 --layer omp")


def test_a_run_of_another_machine_is_not_mistaken_for_this_one(shown, page):
    run = sum_run()
    shown.show(replace(run, machine={**run.machine, "cpu": facts()["cpu"]}), find("sum"))
    assert not page.elsewhere.isVisible()
    run = replace(run, where=CLUSTER_WORKER, machine={**run.machine, "host": "node7"})
    shown.show(run, find("sum"))
    assert page.elsewhere.isVisible()
    assert page.elsewhere.text() == (
        "This run was measured on the host node7; what is asked here is found out on this machine."
    )
