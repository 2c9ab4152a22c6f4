"""Names of lines to compare with: each beside its own, and none over another."""

import math
import re
from dataclasses import replace
from itertools import combinations

import pytest
from sample_runs import CEILINGS, sum_run, sum_weighed

from explorer.results.pictures import svg
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.guides import clipped, guide_names, line_of
from explorer.results.pictures.labels import meet
from explorer.results.pictures.looks import DARK, LIGHT
from explorer.results.pictures.picture import Guide
from explorer.results.pictures.roofline import roofline_picture
from explorer.results.pictures.view import Scene

NEAR = tuple((4 ** (5 + step), 1e11 * 0.8**step) for step in range(6))
"""Roofs that are near each other: each level a little slower than the one before."""
RUN = sum_run()
PICTURE = roofline_picture(
    Scene(RUN, weighed=replace(sum_weighed(), ceilings=replace(CEILINGS, read=NEAR)))
)
ROOFS = [guide.name for guide in PICTURE.guides]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(940.0, 430.0), (500.0, 300.0)])
def test_no_name_of_a_roof_is_over_another_in_a_saved_plot(theme, size):
    rows = re.findall(
        r'<text x="([-\d.]+)" y="([-\d.]+)" text-anchor="(\w+)"[^>]*>([^<]*)<',
        drawn(PICTURE, "", lambda record: "", theme, size),
    )
    boxes = [
        (left, float(y) - 0.9 * svg.SMALL, left + wide, float(y) + 0.25 * svg.SMALL)
        for x, y, anchor, text in rows
        for wide in [svg.width(text, svg.SMALL)]
        for left in [float(x) - (wide if anchor == "end" else 0.0)]
        if text in ROOFS
    ]
    assert len(boxes) == len(ROOFS)
    assert not [pair for pair in combinations(boxes, 2) if meet(*pair)]


@pytest.mark.parametrize("letter", [6.0, 9.0, 14.0])
def test_where_there_is_no_room_a_name_is_left_out(letter):
    frame = Frame(*PICTURE.x_range, *PICTURE.y_range, 360.0, 260.0)
    names = list(guide_names(PICTURE.guides, frame, lambda text: letter * len(text), 2 * letter))
    boxes = [(n.x, n.y - 2 * letter, n.x + letter * len(n.text), n.y) for n in names]
    assert names
    assert not [pair for pair in combinations(boxes, 2) if meet(*pair)]
    assert all(left >= 0 and right <= 360 for left, _, right, _ in boxes)


def test_a_name_is_where_no_line_goes_through_it_if_there_is_such_a_place():
    frame = Frame(0.0, 4.0, 0.0, 4.0, 400.0, 400.0)
    lower, upper = (Guide((0.0, low), (4.0 - low, 4.0), f"roof {low}") for low in (0.0, 0.5))
    for name in guide_names([upper, lower], frame, lambda text: 60.0, 10.0):
        box = name.x, name.y - 10, name.x + 60, name.y
        assert not [g for g in (upper, lower) if clipped(line_of(g, frame), box)]


def test_lines_out_of_sight_have_no_name():
    frame = Frame(0.0, 1.0, 0.0, 1.0, 100.0, 100.0)
    far = [Guide((2.0, None), (2.0, None), "L2"), Guide((None, -1.0), (None, -1.0), "peak")]
    level = Guide((None, 0.5), (None, 0.5), "1×")
    assert [n.text for n in guide_names([*far, level], frame, len, 10.0)] == ["1×"]
    assert math.isclose(line_of(level, frame)[0][1], 50.0)
