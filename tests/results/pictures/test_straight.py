"""Linear axes: the same picture in values, with ticks at even steps."""

import made_runs as made
import pytest

from explorer.results.pictures.kinds import KINDS
from explorer.results.pictures.straight import straightened, straightened_crosses
from explorer.results.pictures.view import Scene

VIEWS = {kind.name: kind.view() for kind in KINDS}


def picture(name="time", **axes):
    return straightened(VIEWS[name].picture(Scene(made.sweep())), **{"x": True, "y": True, **axes})


def spots(picture, series):
    return next(curve.spots for curve in picture.curves if curve.series == series)


def test_coordinates_of_linear_axes_are_values():
    found = picture()
    assert [spot.x for spot in spots(found, made.LOOP)] == pytest.approx([100, 1000, 1e4, 1e5])
    last = spots(found, made.LOOP)[-1]
    assert last.y == pytest.approx(1e-4, rel=0.01)
    assert last.low < last.y < last.high
    assert found.x_range == pytest.approx((-2e3, 1.03e5))
    assert found.y_range[0] == 0
    assert found.y_range[1] >= 1e-3
    assert found.x_value(500.0) == 500.0
    assert found.y_value(1e-3) == 1e-3


def test_one_axis_can_be_linear_beside_a_logarithmic_one():
    found = picture(x=False)
    assert [spot.x for spot in spots(found, made.LOOP)] == pytest.approx([2, 3, 4, 5])
    assert found.x_value(3.0) == 1000


def test_both_logarithmic_is_the_picture_as_it_was():
    before = VIEWS["time"].picture(Scene(made.sweep()))
    assert straightened(before, x=False, y=False) is before


def test_ticks_are_at_even_steps_from_zero_on_and_written_as_ever():
    found = picture()
    assert [tick.text for tick in found.y_scale(0.0, 1.05e-3, 6)] == [
        "0", "200 µs", "400 µs", "600 µs", "800 µs", "1 ms",
    ]  # fmt: skip
    assert [tick.text for tick in found.x_scale(-2e3, 1.02e5, 6)] == [
        "0", "20k", "40k", "60k", "80k", "100k",
    ]  # fmt: skip


def test_thread_counts_keep_their_ticks():
    found = picture("threads")
    assert [(tick.at, tick.text) for tick in found.x_scale(-0.1, 2.2, 8)] == [(1, "1"), (2, "2")]


def test_a_crossing_is_on_the_line_as_it_is_drawn():
    scene = Scene(made.sweep())
    before = VIEWS["time"].picture(scene)
    (cross,) = VIEWS["time"].crosses(scene, before)
    found = picture()
    (ring,) = straightened_crosses((cross,), found)
    assert ring.x == pytest.approx(10**cross.x)
    curve = next(curve for curve in found.curves if curve.series == cross.series)
    assert ring.y == curve.height(ring.x)


@pytest.mark.parametrize("name", [kind.name for kind in KINDS if kind.view().linear])
def test_every_chart_that_may_be_linear_has_no_value_below_its_axes(name):
    found = straightened(
        VIEWS[name].picture(Scene(made.sweep(), others=(made.sweep(),))), x=True, y=True
    )
    assert found.curves
    assert all(spot.y > 0 and spot.x > 0 for curve in found.curves for spot in curve.spots)
    assert all(spot.y <= found.y_range[1] for curve in found.curves for spot in curve.spots)
