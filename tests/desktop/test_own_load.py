"""What the window does is known while it is done, and afterwards."""

from time import perf_counter_ns

from explorer.desktop.own_load import OwnLoad


def test_work_that_is_not_over_overlaps_whatever_ends_after_it_began():
    load = OwnLoad()
    before = perf_counter_ns()
    with load.at_work():
        during = perf_counter_ns()
        assert load.overlaps(during, perf_counter_ns())
        assert not load.overlaps(before - 10, before)
    after = perf_counter_ns()
    assert load.overlaps(before, after)
    assert not load.overlaps(after, after + 10**9)


def test_several_may_be_at_work_at_once():
    load = OwnLoad()
    paint, reading = load.begin(), load.begin()
    load.end(paint)
    now = perf_counter_ns()
    assert load.overlaps(now, now + 1)
    load.end(reading)
    now = perf_counter_ns()
    assert not load.overlaps(now, now + 1)
