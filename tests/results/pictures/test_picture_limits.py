"""What limits points, as the parts of a curve that are coloured by it."""

from sample_runs import sum_run

from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.limits import limits_in, stretches
from explorer.results.pictures.looks import LIGHT, limit_hue
from explorer.results.pictures.picture import GOOD, Spot
from explorer.results.pictures.reading import signs_of
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene
from explorer.why.facts import LATENCY, MEMORY


def spot(x, limit):
    return Spot(x, x, None, None, GOOD, None, limit=limit)


def test_a_point_stands_for_half_of_the_way_to_its_neighbours():
    whole = [spot(0, ""), spot(1, LATENCY), spot(2, LATENCY), spot(3, MEMORY), spot(4, "")]
    assert list(stretches(whole)) == [
        (LATENCY, [(0.5, 0.5), (1, 1), (2, 2), (2.5, 2.5)]),
        (MEMORY, [(2.5, 2.5), (3, 3), (3.5, 3.5)]),
    ]


def test_a_point_alone_and_those_at_the_ends_go_no_further_than_the_curve():
    assert list(stretches([spot(0, MEMORY)])) == [(MEMORY, [(0, 0)])]
    assert list(stretches([spot(0, ""), spot(1, MEMORY)])) == [(MEMORY, [(0.5, 0.5), (1, 1)])]
    assert list(stretches([spot(0, ""), spot(1, "")])) == []


def test_a_drawing_is_coloured_by_what_limits_and_says_so():
    run = sum_run()
    points = [p for p in run.points if p.variant == "jit_nopython"]
    limits = {p: MEMORY if p.size > 10_000 else LATENCY for p in points}
    picture = time_picture(Scene(run, limits=limits))
    assert limits_in(picture) == [LATENCY, MEMORY]
    text = drawn(picture, "Time", lambda record: "")
    for limit in (LATENCY, MEMORY):
        assert f"<title>limit: {limit}</title>" in text
        assert f'stroke="{limit_hue(LIGHT, limit)}" stroke-width="9"' in text
    assert "word, and colour along a curve: what limits it (Why)" in signs_of(picture)
    assert "limit:" not in drawn(time_picture(Scene(run)), "Time", lambda record: "")
