"""The map: what is in which cell, and on which side of 1× it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_runs import sum_events, sum_plan, sum_run

from explorer.results.fold import fold
from explorer.results.pictures.grid import grid, headline, threaded

MANY = (1, 2, 4, 8)


@pytest.fixture(scope="module")
def run():
    return sum_run(threads=MANY)


def test_only_variants_that_use_threads_have_a_map(run):
    assert threaded(run) == ("parallel_prange", "parallel_fastmath")
    assert threaded(fold(list(sum_events(sum_plan()))[:1])) == ()


def test_a_cell_has_the_speed_up_over_the_baseline(run):
    found = grid(run, "parallel_prange")
    assert [row[0].threads for row in found] == [8, 4, 2, 1]
    assert [cell.size for cell in found[0]] == list(run.plan.sizes)
    cell = found[0][-1]
    time = {n: run.point(v, cell.size, n).estimate.median_s for v, n in
            (("jit_nopython", 1), ("parallel_prange", 8))}  # fmt: skip
    assert cell.ratio.median == pytest.approx(time[1] / time[8], rel=0.02)
    assert cell.side == 1
    assert found[0][0].side == -1


def test_a_wrong_result_is_on_no_side(run):
    cell = next(c for c in grid(run, "parallel_prange")[2] if c.size == 3200)
    assert (cell.threads, cell.record.status, cell.side) == (2, "wrong", 0)


def test_the_fastest_of_each_cell_may_use_as_many_threads_or_none(run):
    found = grid(run)
    assert {cell.record.point.variant for cell in found[-1]} == {"fastmath"}
    assert found[0][-1].record.point == run.point("parallel_fastmath", 10_000_000, 8).point
    wrong = {"parallel_prange"}  # somewhere wrong, so nowhere the fastest
    assert not wrong & {cell.record.point.variant for row in found for cell in row}


def test_the_headline_says_where_a_variant_is_fastest(run):
    found = grid(run, "parallel_fastmath")
    text = headline(run, "parallel_fastmath", found)
    assert text.startswith("parallel_fastmath is at most ")
    assert text.endswith("× as fast as jit_nopython: with 8 threads at n = 3,200,000")
    empty = replace(run, points={})
    assert headline(empty, "parallel_fastmath", grid(empty, "parallel_fastmath")) == (
        "parallel_fastmath has no times to compare with jit_nopython yet"
    )
