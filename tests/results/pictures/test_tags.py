"""Texts beside points: one above, the next below, then further, then none."""

from sample_runs import sum_run

from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.labels import AWAY, RING, tags
from explorer.results.pictures.picture import GOOD, Cross, Curve, Spot
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene

FRAME = Frame(0, 1, 0, 1, 100, 100)


def curve(name, y=0.5, x=0.5):
    return Curve((name, 8), (Spot(x, y, None, None, GOOD, None, tag="8"),))


def placed(curves, crosses=()):
    return [tag.y for tag in tags(curves, crosses, FRAME, lambda text: 7.0 * len(text), 8.0)]


def test_texts_at_one_place_go_above_below_and_further_until_there_is_no_room():
    ys = placed([curve(name) for name in "abcdefgh"])
    assert ys[:2] == [50 - AWAY, 50 + AWAY + 8]
    assert len(set(ys)) == len(ys) < 8
    assert all(abs(a - b) > 8 + 1 for a in ys for b in ys if a != b)


def test_a_ring_is_kept_clear():
    ring = Cross(0.5, 0.5 + AWAY / 100, ("a", 8), 1.0, "overtakes")
    [y] = placed([curve("a")], [ring])
    assert not 50 - AWAY - RING < y - 4 < 50 - AWAY + RING


def test_at_the_edges_texts_stay_within_the_plot():
    [y] = placed([curve("a", y=1.0)])
    assert y > 0
    [tag] = tags([curve("a", x=0.0)], (), FRAME, lambda text: 7.0, 8.0)
    assert tag.x >= 0


def test_a_point_that_is_zoomed_away_has_no_text():
    assert placed([curve("right", x=1.3), curve("left", x=-0.1), curve("above", y=1.2)]) == []


def test_a_report_has_the_thread_counts_of_bundled_curves():
    picture = time_picture(Scene(sum_run(threads=(1, 2, 4, 8))))
    text = drawn(picture, "Time", lambda record: "")
    assert ">8</text>" in text
