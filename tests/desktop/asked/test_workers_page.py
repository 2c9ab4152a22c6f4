"""When it pays to spread a call over workers, asked for and drawn."""

from dataclasses import replace

import pytest
from sample_runs import sum_run

from explorer.desktop.asked.asking import NOT_AT_HAND
from explorer.desktop.asked.workers_page import EXPLAINED, WorkersPage
from explorer.desktop.shell.pages import has_workers
from explorer.history.found import keep, of_workers
from explorer.kernels.finding import find
from explorer.measure.hosts import LOCAL, AtHand, Host, Reach
from explorer.measure.timed import Timed
from explorer.workers.facts import Alone, Seat, Shared, Spread, Way

HOSTS = tuple(Host(name, "", {}) for name in ("left", "right", "third"))
CLUSTER = AtHand(Reach("tcp://127.0.0.1:8786"), HOSTS)


def timed(seconds):
    return Timed(seconds, seconds, seconds)


FOUND = Spread(
    "sum", "n", "fastmath", True, Way(("arr",), combine=("sum",)),
    (Seat("left", "vm", "cpu", 2, 1), Seat("right", "vm", "cpu", 2, 1)), (1, 2),
    {1: 1e-3, 2: 2e-3}, 1e9, (Alone("fastmath", 1, 1000, timed(1e-4)),),
    tuple(Shared(w, 1000, 9, timed(1e-3 * w), 1e-4 / w, 0.0, 1e-3, 1e-3, 99) for w in (1, 2)),
)  # fmt: skip


@pytest.fixture
def page(qtbot, shown):
    made = WorkersPage(shown)
    qtbot.addWidget(made)
    shown.connect_to(CLUSTER)
    shown.show(sum_run(), find("sum"))
    made.resize(900, 500)
    made.show()
    yield made
    made.end()


def test_what_was_found_out_is_said_and_drawn(shown, page):
    assert page.title.text() == "sum spread over workers"
    assert page.text.text() == EXPLAINED
    assert page.chart.height() == 0
    page.take(FOUND)
    assert "one thread is the better choice there" in page.text.text()
    assert page.chart.height() > 100
    empty = page.chart.palette().window().color()
    image = page.chart.grab().toImage()
    drawn = {image.pixelColor(x, y).rgb() for x in range(0, image.width(), 3)
             for y in range(0, image.height(), 3)}  # fmt: skip
    assert len(drawn - {empty.rgb()}) > 3
    shown.connect_to(AtHand(Reach("tcp://127.0.0.1:1"), HOSTS))
    assert page.text.text() == EXPLAINED


def test_without_the_source_nothing_can_be_asked(shown, page):
    shown.show(sum_run(), None)
    assert page.text.text() == NOT_AT_HAND
    assert not page.ask.isEnabled()


def test_a_refusal_is_shown_until_it_is_asked_again(shown, page, monkeypatch):
    monkeypatch.setattr(page.program, "begin", lambda words: None)
    page.ask.click()
    page.program.over.emit(b"", "No scheduler can be used.")
    page.wait_for("")  # as when others hear that it is over
    assert page.text.text() == "No scheduler can be used."
    page.ask.click()
    page.update_text()
    assert page.text.text() == EXPLAINED
    assert "--workers 1,2,3" in " ".join(page.words())


def test_the_numbers_to_try_end_with_all():
    assert CLUSTER.numbers == (1, 2, 3)
    assert AtHand(Reach(LOCAL), HOSTS[:1]).numbers == (1, 2)


def test_what_was_found_out_before_is_shown_without_a_cluster(shown, page):
    run = sum_run()
    shown.connect_to(None)
    shown.show(run, find("sum"))
    assert not has_workers(shown)
    assert page.text.text() == EXPLAINED
    assert not keep(run.plan.kernel, of_workers(run.plan.dtype), FOUND)
    assert has_workers(shown)
    page.update_text()
    assert page.text.text().endswith("No cluster is connected, so it cannot be asked again.")
    assert page.chart.known == FOUND
    assert not page.ask.isEnabled()
    shown.show(replace(run, plan=replace(run.plan, dtype="float32")), find("sum"))
    assert page.text.text() == EXPLAINED
