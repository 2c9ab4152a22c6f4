"""Labels stand beside their curves and never on each other."""

import random
from itertools import pairwise

import pytest

from explorer.results.pictures.labels import most_that_fit, named, spread


def gaps(places):
    ordered = sorted(places)
    return [b - a for a, b in pairwise(ordered)]


def test_labels_with_room_stay_where_they_want():
    assert spread([10, 50, 90], 12, 0, 100) == [10, 50, 90]


def test_labels_that_want_the_same_place_share_it_fairly():
    assert spread([50, 50, 50], 10, 0, 100) == [40, 50, 60]


def test_a_crowd_at_the_edge_is_pushed_inside():
    assert spread([99, 99, 100], 10, 0, 100) == [80, 90, 100]
    assert spread([0, 1, 1], 10, 0, 100) == [0, 10, 20]


def test_the_order_of_the_curves_is_kept():
    assert spread([80, 20, 50], 10, 0, 100) == [80, 20, 50]
    assert spread([52, 50, 51], 10, 0, 100) == pytest.approx([61, 41, 51])


def test_without_room_labels_begin_at_the_top():
    assert spread([5, 5, 5], 10, 0, 12) == [0, 10, 20]


def test_no_labels_need_no_places():
    assert spread([], 10, 0, 100) == []


def test_whatever_the_ends_of_the_curves_no_labels_overlap():
    chance = random.Random(3)
    for _ in range(200):
        wanted = [chance.uniform(-50, 450) for _ in range(chance.randint(1, 20))]
        places = spread(wanted, 15, 0, 400)
        assert all(gap >= 15 - 1e-9 for gap in gaps(places))
        assert min(places) >= 0
        assert max(places) <= 400 + 1e-9
        order = sorted(range(len(wanted)), key=wanted.__getitem__)
        assert [places[i] for i in order] == sorted(places)


def test_how_many_labels_fit():
    assert most_that_fit(10, 95) == 10
    assert most_that_fit(10, 0) == 1
    assert most_that_fit(10, -1) == 0


def test_where_not_all_labels_fit_one_place_is_kept_for_how_many_are_left_out():
    assert named(10, 10, 95) == (10, 95)
    assert named(11, 10, 95) == (9, 85)
    assert named(3, 10, 5) == (1, 5)
