"""Measuring without an end: what a page does that shows samples as they come."""

import sys
import tracemalloc
from dataclasses import replace
from itertools import islice
from subprocess import Popen

import pytest
from fake_clock import CLOCK, FakeStopwatch

from explorer.measure.asking import plan_of
from explorer.measure.disturbance import SWITCHED, WAITED
from explorer.measure.events import (
    Checked,
    Compiling,
    Finished,
    Measured,
    Prepared,
    Preparing,
    Skipped,
    Steered,
)
from explorer.measure.machine import usable_cores
from explorer.measure.plan import Point
from explorer.measure.run import NOTHING, run
from explorer.measure.station import LATEST, MOST_SAMPLES
from explorer.measure.steering import Mailbox, Wish

TWO = """
    import numpy as np
    from fake_clock import CLOCK
    sizes = "100,1000,10000"
    reference = "fast"
    def make_args(n): return (np.zeros(n),)
    def slow(a):
        CLOCK.take(4e-7 * len(a))
        return a.size
    def fast(a):
        CLOCK.take(1e-7 * len(a))
        return a.size
"""


class Endless:
    """An endless run of a kernel at one size, pulled event by event."""

    def __init__(self, made, **options):
        CLOCK.seconds, CLOCK.disturb, CLOCK.counts_waiting = 0.0, lambda: 0, False
        self.plan = replace(plan_of(made, most_threads=2, threads="1", **options), endless=True)
        self.box = Mailbox()
        self.events = run(self.plan, made, watch=FakeStopwatch(), wishes=self.box.take)

    def turn_to(self, *sizes, **changes):
        self.plan = replace(self.plan, sizes=sizes, **changes)
        self.box.put(Wish(self.plan))

    def pull(self, enough):
        """Return the events up to one with which it is enough."""
        found = []
        for event in self.events:
            found.append(event)
            if enough(event):
                break
        return found

    def measure(self, samples):
        """Return so many samples and some more, as updates."""
        updates = []
        while sum(len(update.samples) for update in updates) < samples:
            event = next(self.events)
            assert not isinstance(event, Finished)
            updates += event.updates if isinstance(event, Measured) else ()
        return updates


@pytest.fixture
def endless(kernel):
    """Return an endless run of two variants at one size."""
    begun = Endless(kernel(TWO), sizes="1000")
    yield begun
    begun.events.close()


def test_it_goes_on_when_a_run_would_be_precise_and_out_of_budget(kernel):
    begun = Endless(kernel(TWO), sizes="1000", budget_s=0.1, precision=0.5)
    updates = begun.measure(3 * MOST_SAMPLES)
    begun.events.close()
    assert CLOCK.seconds > 10 * begun.plan.budget_s
    assert {update.point.variant for update in updates} == {"slow", "fast"}


def test_every_round_has_a_sample_of_every_point(endless):
    endless.measure(10)  # each variant was tried alone first
    rounds = {}
    for update in endless.measure(600):
        for sample in update.samples:
            rounds.setdefault(update.point.variant, set()).add(sample.round)
    assert rounds["slow"] == rounds["fast"]


def test_another_size_is_measured_from_the_next_round_on_and_nothing_is_compiled_again(endless):
    endless.measure(100)
    endless.turn_to(10_000)
    events = endless.pull(lambda event: isinstance(event, Measured) and event.size == 10_000)
    kinds = [type(event) for event in events]
    assert Compiling not in kinds
    before = kinds[: kinds.index(Steered)]
    assert before.count(Measured) <= 1
    assert {u.point for u in events[-1].updates} == {
        Point("slow", 10_000, 1),
        Point("fast", 10_000, 1),
    }


def test_results_are_checked_at_each_size_that_is_turned_to(endless):
    endless.measure(10)
    endless.turn_to(500)
    events = endless.pull(lambda event: isinstance(event, Measured) and event.size == 500)
    assert {e.point.variant for e in events if isinstance(e, Checked)} == {"slow", "fast"}


def test_a_size_that_is_come_back_to_is_made_again(endless):
    for size in (1000, 500, 1000):
        endless.turn_to(size)
        events = endless.pull(lambda event: isinstance(event, Measured))
        assert events[-1].size == size
    assert [type(e) for e in events].count(Prepared) == 0  # it is told once what it occupies


@pytest.mark.parametrize("call_limit_s", [0.5, 0.001], ids=["measured", "skipped"])
def test_data_of_sizes_that_were_left_is_given_back(kernel, call_limit_s):
    endless = Endless(kernel(TWO), sizes="1000", call_limit_s=call_limit_s)
    endless.measure(10)
    tracemalloc.start()
    try:
        for size in range(100_000, 140_000, 5000):
            endless.turn_to(size)
            events = endless.pull(
                lambda event: isinstance(event, Measured) or event == Preparing(NOTHING)
            )
            assert isinstance(events[-1], Measured) is (call_limit_s == 0.5)
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        endless.events.close()
    one = 8 * 140_000
    assert kept < 3 * one
    assert most < 8 * one


def test_memory_stays_bounded_over_twenty_thousand_samples(endless):
    endless.measure(3000)
    before = sys.getallocatedblocks()
    for _ in range(20):
        endless.measure(1000)
    assert sys.getallocatedblocks() - before < 2000  # each sample is three of them


def test_what_is_current_follows_a_machine_that_gets_slower(kernel):
    made = kernel(TWO.replace("1e-7 * len(a)", "1e-7 * len(a) * (1 + (CLOCK.seconds > 5))"))
    begun = Endless(made, sizes="1000")
    first = begun.measure(100)[-1].estimate
    while CLOCK.seconds < 5:
        begun.measure(100)
    last = [u for u in begun.measure(6 * LATEST) if u.point.variant == "fast"][-1].estimate
    begun.events.close()
    assert first.median_s == pytest.approx(1e-4, rel=1e-3)
    assert last.median_s == pytest.approx(2e-4, rel=1e-3)


def test_disturbed_samples_are_marked(endless):
    endless.measure(100)
    CLOCK.disturb = lambda: 1
    disturbed = {
        sample.disturbed for update in endless.measure(200)[3:] for sample in update.samples
    }
    assert SWITCHED in disturbed


def test_nothing_to_measure_is_waited_with_until_there_is_something(kernel):
    begun = Endless(kernel(TWO), sizes="1000")
    begun.measure(10)
    begun.turn_to(10**7)
    events = begun.pull(lambda event: isinstance(event, Preparing) and event.what == NOTHING)
    assert {e.point.variant for e in events if isinstance(e, Skipped)} == {"slow", "fast"}
    begun.turn_to(1000)
    assert begun.measure(10)
    begun.events.close()


def test_a_busy_neighbour_that_is_started_meanwhile_is_marked(kernel):
    made = kernel("""
        sizes = "1000"
        def make_args(n): return (n,)
        def python(n): return sum(range(n))
        def other(n): return sum(i for i in range(n))
    """)
    plan = replace(plan_of(made, most_threads=2, threads="1"), endless=True)
    events = run(plan, made)
    busy = []
    try:
        next(event for event in events if isinstance(event, Measured))
        busy += [Popen([sys.executable, "-c", "while True: pass"]) for _ in range(usable_cores())]
        updates = (u for e in events if isinstance(e, Measured) for u in e.updates)
        samples = (sample.disturbed for update in updates for sample in update.samples)
        causes = {WAITED, SWITCHED}
        assert any(cause in causes for cause in islice(samples, 50_000))
    finally:
        events.close()
        for neighbour in busy:
            neighbour.kill()
            neighbour.wait()
