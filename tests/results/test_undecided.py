"""What is said where it cannot be told what is best: of the rule, of the reason, of the remedy."""

import made_runs as made
import pytest
from made_runs import FAST, LOOP

from explorer.measure.plan import Point
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.words.answer import answer
from explorer.results.words.dispatch import dispatch

SIZES = (500, 1000, 2000, 4000, 8000, 10_000)
ROOT = {n: 3e-3 * (n / 3000) ** 0.5 for n in SIZES}
"""It crosses what takes 1 µs for each of n at 3,000."""
LINE = {n: 1e-6 * n for n in SIZES}


def crossing(*unknown, **shape):
    """A run of two curves that cross at n = 3,000, hardly known at some sizes."""
    shape = shape or {"spread": 0.9}
    shapes = {Point(name, n, 1): shape for name in ("loop", "fast") for n in unknown}
    return made.run({LOOP: LINE, FAST: ROOT}, shapes=shapes)


@pytest.mark.parametrize(
    ("unknown", "rule", "commented"),
    [
        ((), "3,000 on, below that loop.", ""),
        ((500,), "3,000 on, below that loop; at n = 500 that is not sure.", ""),
        (
            (2000,),
            "3,500 on, below that loop; between n = 1,000 and 4,000 that is not sure.",
            "Between n = 1,000 and 4,000",
        ),
        (
            (500, 1000, 2000),
            "3,500 on, below that loop; below n = 4,000 that is not sure.",
            "Below n = 4,000",
        ),
        (
            (4000, 8000, 10_000),
            "6,600 on, below that loop; above n = 2,000 that is not sure.",
            "Above n = 2,000",
        ),
        (
            (500, 10_000),
            "3,000 on, below that loop; at n = 500, and at n = 10,000, that is not sure.",
            "",
        ),
        (
            (500, 2000, 10_000),
            "3,500 on, below that loop; at 3 of 6 sizes, and near these, that is not sure.",
            "Between n = 1,000 and 4,000",
        ),
    ],
)
def test_a_rule_is_sure_of_no_size_at_which_it_cannot_be_told_and_of_no_change_beside_one(
    unknown, rule, commented
):
    run = crossing(*unknown)
    assert answer(run)[0] == f"Use fast from n ≈ {rule}"
    lines = dispatch(facts(Subject(run))).splitlines()
    unsure = [line for line in lines if line.endswith(" it is not sure where to change.")]
    assert [line.split(" it is ")[0] for line in unsure] == (
        [f"# {commented}"] if commented else []
    )


def test_the_recommendation_names_whoever_cannot_be_told_apart_where_that_is():
    curves = {
        LOOP: {100: 1e-6, 1000: 1e-6, 10_000: 9e-5, 100_000: 9e-4, 10**6: 1e-3},
        FAST: {100: 1.01e-6, 1000: 0.99e-6, 10_000: 1e-5, 100_000: 1e-4, 10**6: 1.01e-3},
    }
    shapes = {Point("fast", 100, 1): {"spread": 0.3}, Point("fast", 1000, 1): {"spread": 0.3}}
    assert answer(made.run(curves, shapes=shapes))[:2] == (
        "Use fast at every size from 100 to 1,000,000; from n = 100 to 1,000 that is not sure; "
        "where the best is known, that is never more than 1.6 % behind the best, round by round.",
        "The run cannot tell which is best from n = 100 to 1,000 (loop or fast).",
    )


FEW = "too few to tell: measure longer."


@pytest.mark.parametrize(
    ("shapes", "finished", "remedy"),
    [
        ({2: {"rounds": 2}}, "precise", f"At n = 2,000 fast has only 2 undisturbed samples, {FEW}"),
        (
            {1: {"rounds": 1}, 2: {"rounds": 1}},
            "precise",
            f"At n = 2,000 loop and fast have only 1 undisturbed sample each, {FEW}",
        ),
        (
            {2: {"disturbed": range(12)}},
            "precise",
            "Every sample of fast was disturbed at n = 2,000: measure while the machine is quiet.",
        ),
        ({1: {"spread": 0.9}}, "unsteady", ""),
        (
            {1: {"spread": 0.9}},
            "budget",
            "The budget was used up before loop was known to within ±2.0 % at n = 2,000: measure "
            "longer.",
        ),
    ],
)
def test_what_is_lacking_to_tell_is_said_with_what_to_do(shapes, finished, remedy):
    at = {Point(("loop", "fast")[which - 1], 2000, 1): shape for which, shape in shapes.items()}
    said = answer(made.run({LOOP: LINE, FAST: ROOT}, shapes=at, finished=finished))
    assert said[1].startswith("The run cannot tell which is best at n = 2,000 (loop or fast)")
    assert [text for text in said if "measure" in text] == ([remedy] if remedy else [])


def test_what_is_lacking_everywhere_is_said_once():
    every = {(name, 1): {"rounds": 1} for name in ("loop", "fast")}
    (_, said, *_) = answer(made.run({LOOP: LINE, FAST: LINE}, shapes=every))
    assert said.startswith("At every size loop and fast have only 1 undisturbed sample each, ")


def test_an_axis_keeps_its_capitals_at_the_beginning_of_a_sentence():
    shapes = {Point(name, 2000, 1): {"rounds": 1} for name in ("loop", "fast")}
    said = answer(made.run({LOOP: LINE, FAST: ROOT}, shapes=shapes, axis="N"))
    assert [text[:12] for text in said if "measure longer" in text] == ["At N = 2,000"]


def test_few_samples_that_a_burst_may_have_hit_are_said_to_be_such():
    fast = {**{n: 0.8 * t for n, t in LINE.items()}, 2000: 1.6 * LINE[2000]}
    run = made.run({LOOP: LINE, FAST: fast}, shapes={Point("fast", 2000, 1): {"rounds": 7}})
    assert (
        "One burst may have hit all samples of fast at n = 2,000, for there it is slower than the "
        "sizes next to it make one expect: measure longer."
    ) in answer(run)


@pytest.mark.parametrize(
    ("last", "unknown", "rule"),
    [
        (3, (2,), "100 to 1,000; at n = 1,000 that is not sure"),
        (8, (1, 3, 5), "100 to 218,700; at 3 of 8 sizes that is not sure"),
    ],
)
def test_what_is_not_sure_ends_with_the_sizes_of_the_rule(last, unknown, rule):
    """Beyond these, what is best elsewhere was not measured before the budget was used up."""
    sizes = (100, 300, 1000, 3000) if last == 3 else tuple(100 * 3**i for i in range(9))
    fast = {n: 1e-8 * n for n in sizes[:last]}
    other = {n: s * (1 if i in unknown else 1.3) for i, (n, s) in enumerate(fast.items())}
    shapes = {Point(v, sizes[i], 1): {"spread": 0.9} for i in unknown for v in ("fast", "fast2")}
    curves = {LOOP: {n: 1e-7 * n for n in sizes}, FAST: fast, ("fast2", 1): other}
    said = answer(made.run(curves, shapes=shapes, finished="budget"))[0]
    assert said == f"Use fast at every size from {rule}."


@pytest.mark.parametrize(
    ("over_limit", "said"),
    [(True, "Use njit from n ≈ 100 on, below that python."), (False, "Little is sure: ")],
)
def test_what_would_take_longer_than_a_call_may_is_not_the_best_there(over_limit, said):
    """Though it is the fastest at the only size at which it was measured."""
    curves = {("python", 1): {10: 1e-7}, ("njit", 1): {10: 2e-7, 1000: 1e-6, 100_000: 1e-4}}
    more = [made.skipped("python", n, over_limit=over_limit) for n in (1000, 100_000)]
    assert answer(made.run(curves, more=more))[0].startswith(said)
