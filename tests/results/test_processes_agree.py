"""Of several processes it is said who is faster only where chance next to never says so."""

import math
import random
from statistics import median

import pytest

from explorer.measure.statistics import Interval
from explorer.results.facts.ratios import ends

TRIALS = 1000
SHAPES = {
    "normal": lambda source: source.gauss(0, 1),
    "laplace": lambda source: source.expovariate(1) * source.choice((-1, 1)),
    "skewed": lambda source: source.expovariate(1) - math.log(2),
}


def faster(each, within=0.001):
    """Whether the ratio of so many processes is surely above 1 (True), below it, or neither."""
    middle = median(each)
    low, high = ends(Interval(middle, middle * (1 - within), middle * (1 + within), tuple(each)))
    return True if low > 1 else False if high < 1 else None


def share_called(number, draw, true=1.0, apart=0.1, wanted=(True, False)):
    """How often one of the wanted is said, where processes differ by so much."""
    source = random.Random(number)
    called = 0
    for _ in range(TRIALS):
        each = [true * math.exp(apart * draw(source)) for _ in range(number)]
        called += faster(each) in wanted
    return called / TRIALS


@pytest.mark.parametrize("draw", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("number", [2, 3, 4, 5, 6, 9])
def test_where_neither_is_faster_a_winner_is_called_by_chance_only(number, draw):
    assert share_called(number, draw) <= 0.08


@pytest.mark.parametrize("number", [3, 6, 20])
def test_a_difference_larger_than_what_processes_differ_by_is_found(number):
    assert share_called(number, SHAPES["normal"], true=1.2, apart=0.02, wanted=(True,)) > 0.95


@pytest.mark.parametrize(
    ("each", "verdict"),
    [
        ((1.10, 1.105), True),
        ((1.03, 1.20), None),  # further apart than two can tell
        ((0.99, 1.30), None),  # one says the contrary
        ((2.0, 2.5), True),  # nothing is so far from both
        ((0.95, 0.94, 0.955), False),
        ((1.01, 1.30, 1.05, 1.2, 1.02, 1.4), True),  # six agree
        ((0.999, 1.30, 1.05, 1.2, 1.02, 1.4), None),
    ],
)
def test_processes_must_agree(each, verdict):
    assert faster(each) is verdict
    assert faster([1 / value for value in each]) is (None if verdict is None else not verdict)


def test_with_few_processes_a_typical_one_must_be_sure_by_itself():
    assert faster((1.05, 1.06, 1.055), within=0.2) is None
    assert faster((1.05, 1.06, 1.055), within=0.01) is True
