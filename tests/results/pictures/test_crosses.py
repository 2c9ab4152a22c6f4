"""Where curves of a run cross: as it was made, and as it is drawn."""

import re
from dataclasses import replace

import pytest
from sample_runs import seconds, sum_run

from explorer.measure.plan import Baseline
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.pictures.cost import cost_view
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.rates import time_view
from explorer.results.pictures.speedup import speedup_view
from explorer.results.pictures.threads import threads_view
from explorer.results.pictures.view import Scene


@pytest.fixture(scope="module")
def run():
    return sum_run()


def truly(mine, other):
    """Return the size from which on one series is faster as the runs are made."""
    return next(n for n in range(100, 10_000_000, 100) if seconds(*mine(n)) < seconds(*other(n)))


def crossed(view, run, **changes):
    return {cross.series: cross for cross in view.whole(Scene(run, **changes)).crosses}


def test_what_the_rule_changes_to_is_marked_between_the_bounds_of_the_truth(run):
    [swap] = facts(Subject(run)).swaps
    assert (swap.mine, swap.other) == ((("parallel_fastmath", 2),), (("fastmath", 1),))
    size = truly(lambda n: ("parallel_fastmath", n, 2), lambda n: ("fastmath", n, 1))
    assert swap.crossing.low < size < swap.crossing.high


def test_the_ring_is_on_the_curve_and_says_the_size_it_is_at(run):
    for view in (time_view(), cost_view()):
        [cross] = crossed(view, run).values()
        curve = next(c for c in view.picture(Scene(run)).curves if c.series == cross.series)
        near = [s for s in curve.spots if abs(s.x - cross.x) < 0.5]
        assert min(s.y for s in near) < cross.y < max(s.y for s in near)
        assert cross.text == (
            "parallel_fastmath with 2 threads is faster than fastmath "
            "from n ≈ 190,000 on (130,000 to 280,000)"
        )


def test_speed_up_marks_who_passes_the_baseline_near_the_line_at_one(run):
    found = crossed(speedup_view(), run)
    assert set(found) == {("numpy", 1), ("parallel_fastmath", 1), ("parallel_fastmath", 2)}
    assert all(abs(cross.y) < 0.02 for cross in found.values())
    size = truly(lambda n: ("numpy", n, 1), lambda n: ("jit_nopython", n, 1))
    low, high = re.search(r"\(([\d,]+) to ([\d,]+)\)", found["numpy", 1].text).groups()
    assert int(low.replace(",", "")) < size < int(high.replace(",", ""))
    assert found["parallel_fastmath", 1].text.endswith(", up to n = 3,200,000 at least")


def test_a_hidden_curve_and_a_baseline_with_wrong_results_cross_nothing(run):
    without = crossed(time_view(), run, hidden=frozenset({("fastmath", 1)}))
    assert list(without) == [("numpy", 1), ("parallel_fastmath", 2)]
    assert "faster than jit_nopython" in without["numpy", 1].text
    assert without["numpy", 1].text.endswith(", up to n = 32,000 at least")
    assert not crossed(time_view(), run, hidden=frozenset(run.series()))
    wrong = run.with_baseline(Baseline("parallel_prange", 2))
    assert not crossed(speedup_view(), wrong)
    assert not crossed(threads_view(), run)


def test_thread_counts_that_are_one_curve_have_one_ring():
    many = sum_run(threads=(1, 2, 4))
    [text] = [c.text for s, c in crossed(speedup_view(), many).items() if s[0] != "numpy"]
    assert text.startswith("parallel_fastmath with the best of 3 thread counts is faster than")


def test_a_drawing_has_the_rings_and_says_what_they_are(run):
    text = drawn(time_view().whole(Scene(run)), "Time", lambda record: "")
    assert "<title>parallel_fastmath with 2 threads is faster than fastmath from" in text
    assert replace(time_view().whole(Scene(run)), crosses=()) == time_view().picture(Scene(run))
