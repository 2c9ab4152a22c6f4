"""Where sizes are added when somebody looks closer."""

import math
from itertools import pairwise

import made_runs as made
import pytest
from made_runs import LOOP
from sample_runs import sum_run

from explorer.results.denser import WANTED, no_room, sizes_between


def inside(run, low, high):
    return sorted(
        size for size in {*run.plan.sizes, *sizes_between(run, low, high)} if low <= size <= high
    )


@pytest.mark.parametrize(("low", "high"), [(2e4, 2e5), (1e3, 4e3), (1e2, 1e7), (5e5, 9e6)])
def test_a_part_gets_as_many_sizes_as_make_a_curve(low, high):
    run = sum_run()
    found = inside(run, low, high)
    assert len(found) >= WANTED
    steps = [math.log10(b / a) for a, b in pairwise(found)]
    assert max(steps) < 4 * math.log10(high / low) / WANTED


def test_it_is_said_why_no_size_can_be_added():
    run = sum_run()
    assert not sizes_between(run, 100.0, 102.9)
    assert "too near to another one" in no_room(run, 100.0, 102.9)
    assert "too near to another one or to an edge" in no_room(run, 3000.0, 3010.0)
    assert no_room(made.run({LOOP: {100: 1e-6}}), 50.0, 200.0).endswith("and there is one.")
    assert no_room(run, 1e9, 1e10).startswith("Nothing is measured where you zoom in: the sizes")


def test_added_sizes_are_round_and_none_is_there_already():
    run = sum_run()
    added = sizes_between(run, 2e4, 2e5)
    assert not set(added) & set(run.plan.sizes)
    assert all(len(str(size).rstrip("0")) <= 3 for size in added)


def test_the_gap_in_which_curves_cross_is_divided_first():
    run = sum_run()  # parallel_fastmath with 2 threads passes fastmath near 110,000
    one = set(run.plan.sizes)
    hidden = {s for s in run.series() if s not in {("fastmath", 1), ("parallel_fastmath", 2)}}
    a, b = next(
        (a, b)
        for a, b in pairwise(sorted(one))
        if (_time(run, "fastmath", a, 1) < _time(run, "parallel_fastmath", a, 2))
        != (_time(run, "fastmath", b, 1) < _time(run, "parallel_fastmath", b, 2))
    )
    (first,) = sizes_between(run, 1e2, 1e7, hidden, wanted=len(one) + 1)
    assert a < first < b


def test_nothing_is_added_beyond_what_was_planned_nor_where_there_is_no_room():
    run = sum_run()
    assert all(100 <= size <= 10**7 for size in sizes_between(run, 1.0, 1e12))
    assert sizes_between(sum_run(sizes="4,5,6,7"), 4, 7) == ()


def _time(run, variant, size, threads):
    return run.point(variant, size, threads).estimate.median_s
