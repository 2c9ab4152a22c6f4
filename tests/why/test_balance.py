"""What is said of how threads share the work, on times that are made up."""

from __future__ import annotations

import os
import sys

import pytest

from explorer.why.balance import imbalance, pinned, ways
from explorer.why.facts import ThreadUse, Why
from explorer.why.hindering import overlap, worked_at_once
from explorer.why.regions import Chunk, Region
from explorer.why.text import of_sharing

EVEN, LONG, SLOW = 1.0, 2.0, 1.5


def calls(*seconds, count=5):
    return [list(seconds)] * count


def test_a_part_that_is_longer_on_each_core_is_uneven_work():
    on_slow, on_fast = calls(SLOW * LONG, EVEN), calls(LONG, SLOW * EVEN)
    assert imbalance([on_slow, on_fast]) == pytest.approx(2 * 2.5 / 3.75)


def test_a_core_that_is_slower_makes_no_part_uneven():
    assert imbalance([calls(SLOW, EVEN), calls(EVEN, SLOW)]) == 1.0


def test_parts_that_are_not_always_the_same_way_uneven_are_not_called_so():
    either = [[LONG, EVEN], [EVEN, LONG], [LONG, EVEN]]
    assert imbalance([either, either]) is None
    assert imbalance([[[1.0, 1.1], [1.1, 1.0], [1.0, 1.1]]]) == pytest.approx(1.1 * 2 / 2.1)


def test_without_any_work_parts_are_even():
    assert imbalance([calls(0.0, 0.0)]) == 1.0


@pytest.mark.parametrize(("wall_s", "taken"), [(1.1e-3, [2e-3]), (40e-3, [])])
def test_threads_that_do_not_work_at_the_same_time_say_nothing_of_contention(wall_s, taken):
    chunks = [Chunk(thread, (0, 9), 1e-3, 1e-3) for thread in (0, 1)]
    assert worked_at_once([Region(2, 0.0, wall_s, chunks)]) == taken


def test_callers_overlap_by_when_their_loops_ran():
    assert overlap([(0.0, 1.0), (1.0, 2.0)], 2) == 0.0
    assert overlap([(0.0, 1.0), (0.0, 1.0)], 2) == 1.0
    assert overlap([(0.0, 1.0), (0.5, 1.5)], 2) == pytest.approx(1 / 3)
    assert overlap([], 2) == 0.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="lays threads on cores")
def test_each_way_lays_a_thread_on_another_core():
    allowed = os.sched_getaffinity(0)
    found = []
    for way in range(ways(2)):
        with pinned(2, way):
            found.append(os.sched_getaffinity(0))
    assert all(len(cores) == 1 for cores in found)
    assert len({min(cores) for cores in found}) == min(2, len(allowed))
    assert os.sched_getaffinity(0) == allowed


def test_a_slower_core_is_not_called_uneven_work():
    used = (ThreadUse(0, (0, 9), 0.003, 0.0), ThreadUse(1, (10, 19), 0.001, 0.002))
    why = Why("k", "v", 10, 2, threads_used=used, waiting_share=2 / 6, imbalance=1.02)
    said = list(of_sharing(why))
    assert said[0] == "In parallel loops threads have nothing to do 33 % of the time (measured)."
    assert said[1] == "The longest part takes 1.02 times the mean, on the same core."
    assert "one thread was busy 1.50 times the mean: its core was slower" in said[2]
    assert len(list(of_sharing(Why("k", "v", 10, 2, threads_used=used, imbalance=1.5)))) == 1
