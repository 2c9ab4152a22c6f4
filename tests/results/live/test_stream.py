"""What an endless run shows now, from made-up events."""

import sys
from dataclasses import replace

import made_runs as made
import pytest
from made_runs import FAST, LOOP, TEAM, TEAM1

from explorer.measure.events import Checked, Measured, Skipped, Steered, Update
from explorer.measure.plan import Baseline, Point
from explorer.measure.statistics import Sample, estimate
from explorer.results.live.stream import MOST, SPAN_S, Stream
from explorer.results.live.strip import LATEST, around, measured, needed, steady
from explorer.results.words.live import conditions, headline, spoken

ROUND_S = 0.01


class Watched:
    """A stream of two curves, fed round by round at one moment after another."""

    def __init__(self, **changes):
        self.stream = Stream()
        self.plan = made.plan({LOOP: {1000: 1}, FAST: {1000: 1}}, endless=True, **changes)
        self.now_s = 0.0
        self.round = 0
        for event in list(made.events({LOOP: {}, FAST: {}}, finished=""))[1:-1]:
            self.stream.run or self.stream.take(self.started(), 0.0)
            self.stream.take(event, 0.0)

    def started(self):
        first = next(iter(made.events({LOOP: {1000: None}, FAST: {1000: None}})))
        return replace(first, plan=self.plan)

    def feed(self, rounds, disturbed="", size=1000, **seconds):
        """Let so many rounds come, each in an event of its own."""
        for _ in range(rounds):
            self.now_s += ROUND_S
            updates = tuple(
                Update(Point(name, size, 1), 1, (sample,), estimate([sample]))
                for name, each in seconds.items()
                for sample in [Sample(self.round, each * (1 + 0.01 * (self.round % 3)), disturbed)]
            )
            self.round += 1
            self.stream.take(Measured(size, updates), self.now_s)
        return self.stream.strip()

    def turn_to(self, size):
        self.plan = replace(self.plan, sizes=(size,))
        self.stream.take(Steered(self.plan), self.now_s)


@pytest.fixture
def watched():
    return Watched()


def test_it_says_what_is_so_now(watched):
    strip = watched.feed(50, loop=2e-5, fast=1e-5)
    loop, fast = strip.lane(LOOP), strip.lane(FAST)
    assert loop.centre.median == pytest.approx(2e-5, rel=0.02)
    assert fast.ratio.median == pytest.approx(2.0)
    assert headline(strip) == "fast is 2.00× as fast as loop at n = 1,000"


def test_what_is_so_now_follows_a_change_after_a_hundred_rounds(watched):
    watched.feed(300, loop=2e-5, fast=1e-5)
    strip = watched.feed(LATEST, loop=2e-5, fast=4e-5)
    assert strip.lane(FAST).centre.median == pytest.approx(4e-5, rel=0.02)
    assert headline(strip) == "loop is the fastest at n = 1,000"
    assert len(strip.lane(FAST).samples) > LATEST


def test_of_equal_ones_none_is_called_faster(watched):
    strip = watched.feed(50, loop=2e-5, fast=2e-5)
    assert headline(strip) == "At n = 1,000 none is surely faster than loop"


def test_the_ratio_is_of_rounds_and_not_of_medians(watched):
    for much in (1.0, 3.0, 1.0, 3.0, 3.0):  # the machine's speed goes up and down
        strip = watched.feed(20, loop=2e-5 * much, fast=1e-5 * much)
    assert strip.lane(FAST).ratio.median == pytest.approx(2.0)
    assert strip.lane(FAST).ratio.precision < 1e-6


def test_disturbed_samples_do_not_count_and_are_told_with_their_cause(watched):
    watched.feed(30, loop=2e-5, fast=1e-5)
    strip = watched.feed(10, "waited for a core", loop=9e-5, fast=9e-5)
    assert strip.lane(LOOP).centre.median == pytest.approx(2e-5, rel=0.02)
    assert strip.disturbed["waited for a core"] == 20
    assert "25 % of the last 20 seconds’ samples disturbed: waited for a core" in conditions(strip)


def test_a_curve_whose_samples_are_all_disturbed_has_no_time(watched):
    strip = watched.feed(10, "painting", loop=9e-5, fast=9e-5)
    assert strip.lane(LOOP).centre is None
    assert spoken(strip, strip.lane(LOOP)) == "loop: no undisturbed sample yet"


def test_samples_are_held_up_to_a_number_and_up_to_an_age(watched):
    watched.feed(1000, loop=2e-5, fast=1e-5)
    before = sys.getallocatedblocks()
    watched.feed(10_000, loop=2e-5, fast=1e-5)  # 20,000 samples, of 100 s
    assert watched.stream.held <= 2 * SPAN_S / ROUND_S + 2
    assert sys.getallocatedblocks() - before < 30_000
    burst = tuple(Sample(i, 1e-5) for i in range(2 * MOST))
    update = Update(Point("loop", 1000, 1), 1, burst, estimate(burst[:9]))
    watched.stream.take(Measured(1000, (update,)), watched.now_s + 1)
    assert len(watched.stream.strip().lane(LOOP).samples) <= MOST


def test_samples_are_as_old_as_their_rounds(watched):
    strip = watched.feed(3, loop=2e-5, fast=1e-5)
    assert strip.lane(LOOP).at == pytest.approx([0.01, 0.02, 0.03])
    assert strip.high == pytest.approx(0.03)
    burst = tuple(Sample(round, 1e-5) for round in range(3, 8))
    update = Update(Point("loop", 1000, 1), 1, burst, estimate(burst))
    watched.stream.take(Measured(1000, (update,)), 0.08)
    at = watched.stream.strip().lane(LOOP).at
    assert at[3:] == pytest.approx([0.04, 0.05, 0.06, 0.07, 0.08])


def test_another_size_stays_in_the_strip_and_out_of_what_is_said(watched):
    watched.feed(50, loop=2e-5, fast=1e-5)
    watched.turn_to(5000)
    strip = watched.stream.strip()
    assert strip.size == 5000
    assert headline(strip) == "Measuring at n = 5,000 …"
    strip = watched.feed(10, size=5000, loop=1e-4, fast=2e-4)
    lane = strip.lane(LOOP)
    assert len(lane.samples) == 60
    assert len(lane.shown) == 10
    assert lane.centre.median == pytest.approx(1e-4, rel=0.02)
    assert list(strip.turns.items()) == [(pytest.approx(0.5), 5000)]
    low, high = needed(lane)
    assert low < -4 < high < -3.9


def test_a_variant_that_was_taken_away_is_gone(watched):
    watched.feed(50, loop=2e-5, fast=1e-5)
    plan = replace(watched.plan, variants=("loop",))
    watched.stream.take(Steered(plan), watched.now_s)
    assert [lane.series for lane in watched.stream.strip().lanes] == [LOOP]
    assert headline(watched.feed(9, loop=2e-5)).startswith("loop takes 2")


def test_why_there_is_no_time_is_said(watched):
    watched.feed(5, loop=2e-5)
    reason = "One call would take about 2.0 s; the limit is 0.5 s."
    watched.stream.take(Skipped(Point("fast", 1000, 1), reason), watched.now_s)
    strip = watched.stream.strip()
    assert spoken(strip, strip.lane(FAST)) == f"fast: {reason}"


def test_a_wrong_one_is_not_called_the_fastest(watched):
    watched.stream.take(Checked(Point("fast", 1000, 1), 0.5, "It is off."), 0.0)
    strip = watched.feed(50, loop=2e-5, fast=1e-5)
    assert strip.lane(FAST).wrong
    assert headline(strip) == "At n = 1,000 none is surely faster than loop"


def test_nothing_is_said_before_anything_has_begun():
    assert Stream().strip() is None


def test_a_run_that_was_measured_shows_the_samples_of_points():
    run = made.sweep()
    strip = measured(run, 10_000, (("python", 1), TEAM1, TEAM))
    assert [lane.series for lane in strip.lanes] == [("python", 1), TEAM1, TEAM]
    lane = strip.lane(TEAM)
    assert list(lane.samples) == list(run.point("team", 10_000, 2).samples)
    assert lane.centre == run.point("team", 10_000, 2).estimate.centre
    assert lane.ratio.median == pytest.approx(1e-5 / 6e-6, rel=0.03)
    assert headline(strip) == "At n = 10,000 there is no time of loop to compare with"
    strip = measured(run, 10_000, run.series())
    assert headline(strip) == "team with 2 threads is 1.67× as fast as loop at n = 10,000"
    assert conditions(strip) == (
        "All samples, in the order in which they were taken. None of 48 samples disturbed."
    )
    nothing = made.run({LOOP: {100: None}}, more=[made.failed("loop")])
    assert headline(measured(nothing, 100, [LOOP])) == "Nothing was measured at n = 100"


def test_a_run_compared_with_another_curve_shows_that():
    run = made.sweep().with_baseline(Baseline("team", 2))
    strip = measured(run, 10_000, run.series())
    assert strip.base == TEAM
    assert strip.lane(LOOP).ratio.median == pytest.approx(6e-6 / 1e-5, rel=0.03)


def test_a_range_stays_as_long_as_it_does():
    wanted = around(-5.0, -4.9)
    assert steady(None, wanted) == wanted
    assert steady((-5.05, -4.88), wanted) == (-5.05, -4.88)
    assert steady((-7.0, -3.0), wanted) == wanted
    low, high = steady((-5.01, -4.9), around(-5.0, -4.8))
    assert low < -5.0
    assert high > -4.8
