"""Changing what a run measures while it goes on, and going on with one that was over."""

import random
from dataclasses import replace

import pytest
from fake_clock import CLOCK, FakeStopwatch

from explorer.measure.asking import plan_of
from explorer.measure.events import Compiling, Finished, Measured, Progress, Started, Steered
from explorer.measure.place import Placement, start
from explorer.measure.plan import Point
from explorer.measure.run import run
from explorer.measure.steering import After, Mailbox, Wish, united, with_time
from explorer.measure.transport import received
from explorer.results.fold import apply, fold

THREE = """
    from fake_clock import CLOCK
    sizes = "100,1000,10000"
    reference = "fast"
    def make_args(n): return (n,)
    def slow(n):
        CLOCK.take(4e-7 * n)
        return n
    def fast(n):
        CLOCK.take(1e-7 * n)
        return n
    def other(n):
        CLOCK.take(2e-7 * n)
        return n
"""


@pytest.fixture
def steered(kernel):
    """Return a function that measures a kernel and says a wish after so many bursts of rounds."""
    CLOCK.seconds, CLOCK.disturb, CLOCK.counts_waiting = 0.0, lambda: 0, False

    def measure(wish_after, text=THREE, **options):
        made = kernel(text)
        plan = plan_of(made, most_threads=2, threads="1", **options)
        box, events = Mailbox(), []
        for event in run(plan, made, watch=FakeStopwatch(), wishes=box.take):
            events.append(event)
            if len(of(Measured, events)) in wish_after:
                box.put(wish_after.pop(len(of(Measured, events)))(plan))
        return events

    return measure


def wish(**changes):
    finer = changes.pop("finer", ())
    return lambda plan: Wish(replace(plan, **changes), finer)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def test_a_size_that_is_added_is_measured_with_every_variant(steered):
    events = steered({5: wish(sizes=(100, 300, 1000, 10000))}, variants=("slow", "fast"))
    found = fold(events)
    assert found.plan.sizes == (100, 300, 1000, 10000)
    assert {p.variant for p in found.points if p.size == 300} == {"slow", "fast"}
    assert found.point("slow", 300, 1).estimate.median_s == pytest.approx(1.2e-4, rel=1e-3)
    assert found.finished == "precise"


def test_a_variant_that_is_added_is_made_ready_once_and_the_others_not_again(steered):
    events = steered({5: wish(variants=("slow", "fast", "other"))}, variants=("slow", "fast"))
    assert [event.variant for event in of(Compiling, events)] == ["slow", "fast", "other"]
    assert {p.size for p in fold(events).points if p.variant == "other"} == {100, 1000, 10000}


def test_what_is_taken_away_is_kept_and_measured_no_more(steered):
    fewer = wish(variants=("fast",), sizes=(1000,))
    events = steered({5: fewer}, variants=("slow", "fast"), baseline="fast")
    place = next(i for i, event in enumerate(events) if isinstance(event, Steered))
    after = {update.point for event in of(Measured, events[place:]) for update in event.updates}
    assert after == {Point("fast", 1000, 1)}
    found = fold(events)
    assert found.plan.variants == ("slow", "fast")
    assert found.wanted.variants == ("fast",)
    assert found.point("slow", 10000, 1).estimate is not None


def test_a_wish_takes_effect_with_the_next_burst(steered):
    events = steered({5: wish(sizes=(100, 300, 1000, 10000))}, variants=("slow", "fast"))
    place = next(i for i, event in enumerate(events) if isinstance(event, Steered))
    between = of(Measured, events[:place])
    assert len(between) <= 6
    first = of(Measured, events[place:])[0]
    assert first.size == 300


def test_a_point_that_is_wanted_better_gets_more_samples(steered):
    numbers = random.Random(1)

    def noisy():
        CLOCK.take(numbers.uniform(0, 3e-4))
        return 0

    CLOCK.disturb = noisy
    point = Point("slow", 1000, 1)
    wishes = {5: wish(finer=(point,))}
    plain = fold(steered({}, variants=("slow", "fast"))).points[point]
    CLOCK.seconds = 0.0
    finer = fold(steered(wishes, variants=("slow", "fast"))).points[point]
    assert finer.estimate.clean > 2 * plain.estimate.clean


def test_more_budget_brings_what_was_left_out(steered):
    events = steered({5: wish(budget_s=50.0)}, budget_s=0.15)
    assert "skipped" not in {record.status for record in fold(events).points.values()}
    assert len(fold(events).points) == 9


def test_only_the_last_wish_counts_and_no_point_wanted_better_is_lost(kernel):
    plan = plan_of(kernel(THREE), most_threads=2)
    one, two = Point("slow", 100, 1), Point("fast", 100, 1)
    box = Mailbox()
    box.put(Wish(plan, (one,)))
    box.put(Wish(replace(plan, budget_s=3.0), (two,)))
    assert box.take() == Wish(replace(plan, budget_s=3.0), (one, two))
    assert box.take() is None


def test_new_points_get_the_share_of_the_budget_that_the_others_have(kernel):
    plan = plan_of(kernel(THREE), most_threads=2, threads="1", budget_s=9.0)
    more = replace(plan, sizes=(*plan.sizes, 100000))
    assert with_time(Wish(more), plan, used_s=9.0).plan.budget_s == pytest.approx(12.0)
    assert with_time(Wish(more), plan, used_s=1.0).plan.budget_s == pytest.approx(12.0)
    assert with_time(Wish(replace(more, budget_s=20.0)), plan, used_s=1.0).plan.budget_s == 20.0
    fewer = replace(plan, sizes=(100,))
    assert with_time(Wish(fewer), plan, used_s=9.0).plan.budget_s == 9.0


def test_plans_are_united_in_the_order_of_the_kernel(kernel):
    plan = plan_of(kernel(THREE), most_threads=2, threads="1", variants=("slow", "other"))
    both = united(plan, replace(plan, variants=("fast", "slow"), sizes=(7,), threads=(2,)))
    assert both.variants == ("slow", "fast", "other")
    assert both.sizes == (7, 100, 1000, 10000)
    assert both.threads == (1, 2)


REAL = """
    sizes = "100,1000"
    def make_args(n): return (n,)
    def one(n):
        return sum(range(n))
    def two(n):
        total = 0
        for i in range(n):
            total += i
        return total
"""


@pytest.mark.parametrize("where", ["here", "separate"])
def test_a_run_is_steered_and_gone_on_with_wherever_it_is(kernel, where):
    made = kernel(REAL)
    plan = plan_of(
        made, most_threads=2, threads="1", variants=("one",), budget_s=20.0, precision=0.3
    )
    running = start(plan, made, Placement(where))
    found, wished = None, False
    for event in received(running):
        found = apply(found, event)
        if isinstance(event, Measured) and not wished:
            wished = True
            more = replace(plan, sizes=(100, 300, 1000), variants=("one", "two"))
            running.send(Wish(more))
    assert {p.size for p in found.points if p.variant == "two"} == {100, 300, 1000}
    assert len(found.steered) == 1

    again = replace(found.plan, sizes=(500,))
    events = list(received(start(again, made, Placement(where), after=After(1, 1))))
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    longer = found
    for event in events:
        longer = apply(longer, event)
    told = [event for event in events if isinstance(event, Progress)]
    assert told
    assert all(0 <= event.share <= 1 and event.left_s >= 0 for event in told)
    assert longer.plan.sizes == (100, 300, 500, 1000)
    assert longer.point("one", 1000, 1) == found.point("one", 1000, 1)
    assert [r.number for r in longer.point("one", 500, 1).repeats] == [1]
    assert len(longer.continued) == 1
