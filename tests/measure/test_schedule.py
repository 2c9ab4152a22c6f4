from collections import Counter
from itertools import pairwise

import pytest

from explorer.measure.plan import Point
from explorer.measure.schedule import Standing, choose, crossings, order, shared_calls


def standing(size, precision, spent_s=1.0, batch_s=0.001, variant="a"):
    return Standing(Point(variant, size, 1), precision, spent_s, batch_s)


def test_the_widest_interval_gets_the_next_round():
    chosen = choose([standing(10, 0.05), standing(20, 0.5), standing(30, 0.1)], frozenset(), 10)
    assert [point.size for point in chosen] == [20]


def test_time_already_spent_makes_others_come_first():
    chosen = choose([standing(10, 1.0, spent_s=5.0), standing(20, 0.5)], frozenset(), 10)
    assert [point.size for point in chosen] == [20]


def test_sizes_where_curves_cross_count_double():
    chosen = choose([standing(10, 0.15), standing(20, 0.1)], frozenset({20}), 10)
    assert [point.size for point in chosen] == [20]


def test_points_much_dearer_than_the_chosen_one_wait():
    points = [standing(10, 0.5, variant="cheap"), standing(10, 0.1, batch_s=1.0, variant="dear")]
    assert [point.variant for point in choose(points, frozenset(), 10)] == ["cheap"]


def test_nothing_is_chosen_that_does_not_fit_into_what_remains():
    assert choose([standing(10, 1.0, batch_s=2.0)], frozenset(), 1.0) == []


def test_what_is_chosen_fits_together():
    points = [standing(10, 0.1 * i, batch_s=1.0, variant="abcde"[i]) for i in range(5)]
    chosen = choose(points, frozenset(), 2.5)
    assert sorted(point.variant for point in chosen) == ["d", "e"]


def test_crossings_are_the_sizes_on_either_side():
    medians = {Point("a", n, 1): 1.0 for n in (1, 2, 3, 4)}
    medians |= {Point("b", n, 1): t for n, t in ((1, 5.0), (2, 3.0), (3, 0.5), (4, 0.1))}
    assert crossings(medians) == {2, 3}


def test_every_variant_comes_at_every_place_equally_often():
    points = [Point(name, 10, 1) for name in "abcd"]
    places = Counter(
        (place, point.variant)
        for number in range(8)
        for place, point in enumerate(order(points, number, seed=1))
    )
    assert set(places.values()) == {2}


@pytest.mark.parametrize("names", ["ab", "abc", "abcdef", "abcdefg"])
def test_every_variant_comes_after_every_other_equally_often(names):
    points = [Point(name, 10, 1) for name in names]
    rounds = [order(points, number, seed=1) for number in range(4 * len(names))]
    pairs = Counter(pair for row in rounds for pair in pairwise(row))
    assert len(pairs) == len(names) * (len(names) - 1)
    assert set(pairs.values()) == {4}


def test_thread_counts_stay_together_and_change_places():
    points = [Point(name, 10, threads) for name in "abc" for threads in (1, 2)]
    firsts = set()
    for number in range(2):
        threads = [point.threads for point in order(points, number, seed=1)]
        assert threads in ([1, 1, 1, 2, 2, 2], [2, 2, 2, 1, 1, 1])
        firsts.add(threads[0])
    assert firsts == {1, 2}


def test_points_of_like_speed_share_their_number_of_calls():
    a, b, slow = Point("a", 1, 1), Point("b", 1, 1), Point("slow", 1, 1)
    calls = shared_calls({a: 1e-5, b: 2e-5, slow: 1e-2}, batch_s=1e-3, most_s=4e-3)
    assert calls == {a: 100, b: 100, slow: 1}
