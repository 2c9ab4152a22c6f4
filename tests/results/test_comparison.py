"""A run before a change of the user's file and one after it."""

from dataclasses import replace

import pytest
from made_runs import run

from explorer.measure.statistics import FEWEST, interval, sign_rank
from explorer.results import comparison

TIMES = {("njit", 1): {100: 2e-6, 1000: 2e-5}, ("parallel", 1): {100: 9e-6, 1000: 1e-5}}


def made(factor=1.0, sha="a", **shape):
    found = run(
        {c: {n: t * factor for n, t in times.items()} for c, times in TIMES.items()}, **shape
    )
    kernel = replace(found.plan.kernel, sha256=sha, function="f")
    return replace(found, plan=replace(found.plan, kernel=kernel))


def test_the_ratio_is_of_medians_at_the_largest_common_size():
    before, now = made(), made(0.5, "b")
    changes = {c.variant: c for c in comparison.changes(before, now)}
    assert changes["njit"].size == 1000
    assert changes["njit"].faster.median == pytest.approx(2.0, rel=0.01)
    assert changes["njit"].before_s == pytest.approx(2e-5, rel=0.01)
    assert changes["njit"].verdict is True


def test_the_interval_holds_every_ratio_of_the_two_intervals():
    before, now = made(), made(0.5, "b")
    ratio = comparison.unpaired(before.point("njit", 1000, 1), now.point("njit", 1000, 1))
    ends = []
    for one in (before, now):
        samples = [s.seconds for s in one.point("njit", 1000, 1).samples]
        known = interval(samples, comparison.EACH)
        ends.append((known.low, known.high))
    assert ratio.low == pytest.approx(ends[0][0] / ends[1][1])
    assert ratio.high == pytest.approx(ends[0][1] / ends[1][0])
    assert ratio.low < ratio.median < ratio.high


def test_each_interval_covers_more_than_the_usual_one():
    assert sign_rank(FEWEST) == 1
    assert sign_rank(FEWEST, comparison.EACH) is None
    assert sign_rank(7, comparison.EACH) == 1
    assert sign_rank(100, comparison.EACH) < sign_rank(100)
    assert sign_rank(2000, comparison.EACH) < sign_rank(2000)


@pytest.mark.parametrize(("factor", "verdict"), [(0.5, True), (2.0, False), (0.98, None)])
def test_less_than_five_percent_is_no_change(factor, verdict):
    change = comparison.changes(made(), made(factor, "b"))[0]
    assert change.verdict is verdict


def test_slower_is_said_as_slower():
    before, now = made(), made(2.0, "b")
    assert "slower" in comparison.headline(before, now)
    assert comparison.words(comparison.changes(before, now)[0]).startswith("2.00× slower (")


def test_the_headline_is_about_the_variant_to_use():
    sentence = comparison.headline(made(), made(0.5, "b"))
    assert sentence.startswith("parallel is 2.00× faster (")
    assert sentence.endswith("than before at n = 1,000.")


def test_too_few_samples_leave_it_open():
    few = {("njit", 1): {"rounds": 3}}
    change = comparison.changes(made(shapes=few), made(0.5, "b", shapes=few))[0]
    assert change.faster.low is None
    assert change.verdict is None
    assert "too few samples" in comparison.words(change)


def test_only_another_version_of_the_same_function_is_compared():
    assert comparison.is_same_work(made(), made(sha="b"))
    assert not comparison.is_same_work(made(), made())
    other = made(sha="b")
    kernel = replace(other.plan.kernel, function="g")
    assert not comparison.is_same_work(
        made(), replace(other, plan=replace(other.plan, kernel=kernel))
    )


def test_what_else_differs_is_named():
    before, now = made(), made(sha="b")
    assert comparison.other_conditions(before, now) == []
    moved = replace(now, machine={**now.machine, "cpu": "Another CPU"})
    assert comparison.other_conditions(before, moved) == ["the processor"]


def test_nothing_in_common_is_said():
    now = made(sha="b")
    assert "No variant has a time in both" in comparison.headline(replace(made(), points={}), now)
