"""A point over many runs, made up: where it surely changed, and how that is drawn."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from process_runs import run_by_chance

from explorer.results import trend as trends
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.trend import colouring, trend_picture

TIMES = {"loop": 1e-9, "fast": 3e-10, "numpy": 5e-10}


def runs(*factors, processes=8):
    """A run for each factor by which `fast` is slower, day after day."""
    found = []
    for day, factor in enumerate(factors, start=1):
        run = run_by_chance(day, TIMES, processes, {"fast": factor})
        found.append(replace(run, created=f"2026-01-{day:02}T08:00:00+00:00"))
    return found


def test_the_one_change_among_equal_runs_is_found():
    found = trends.trend(list(reversed(runs(1, 1, 1, 1.3, 1.3))), ("fast", 1), 100_000)
    assert [moment.when for moment in found.changes] == ["2026-01-04 08:00"]
    assert trends.headline(found).startswith("fast at n = 100,000 became 1.")
    assert trends.headline(found).endswith(
        "slower with the run of 2026-01-04 08:00, in 5 runs of made"
    )


def test_moments_are_in_order_whatever_zone_they_were_written_in():
    first, second = runs(1, 1)
    first = replace(first, created="2026-03-01T09:30:00+02:00")
    second = replace(second, created="2026-03-01T08:00:00+00:00")
    found = trends.trend([second, first], ("fast", 1), 100_000)
    assert [moment.run for moment in found.moments] == [first, second]


def test_two_changes_are_two():
    said = trends.headline(trends.trend(runs(1, 1.5, 1), ("fast", 1), 100_000))
    assert ", 1 sure change before that, in 3 runs of made" in said


def test_without_any_it_says_so():
    found = trends.trend(runs(1, 1, 1), ("fast", 1), 100_000)
    assert trends.headline(found) == "fast at n = 100,000: no sure change in 3 runs of made"


def test_it_is_about_what_the_newest_run_advises():
    found = trends.trend(runs(1, 1))
    assert (found.curve, found.size) == (("fast", 1), 100_000)


def test_its_comparisons_share_the_chance_of_being_wrong():
    made = runs(*[1] * 26, 1.4, processes=6)
    few, many = (trends.trend(some, ("fast", 1), 100_000) for some in (made[-2:], made))
    assert [moment.when[:10] for moment in few.changes] == ["2026-01-27"]
    assert not many.changes
    assert many.moments[-1].change.doubt == "6 processes are too few for 26 changes: it takes 7"
    assert trends.conditions(many).endswith(
        "it takes runs of 7 processes each, and these have 6 at most."
    )
    assert trends.conditions(few).endswith("in at most one of 20 such rows of equal runs.")


def test_colours_tell_apart_what_differs():
    found = trends.trend(
        [replace(run, commit=f"{day:08x}{0:032x}") for day, run in enumerate(runs(*[1] * 12))],
        ("fast", 1),
        100_000,
    )
    assert colouring(found) == "commit"
    picture = trend_picture(found)
    assert [len(curve.spots) for curve in picture.curves] == [5, *[1] * 7]
    assert picture.roster[0] == "earlier ones"
    assert sorted(s.x for curve in picture.curves for s in curve.spots) == list(range(12))
    assert [curve.series[0] for curve in trend_picture(found, "machine").curves] == ["A Fine CPU"]


def test_fewer_than_two_runs_are_none():
    with pytest.raises(ValueError, match="fewer than two kept runs"):
        trends.trend(runs(1), ("fast", 1), 100_000)


def test_it_is_drawn_with_a_line_where_it_changed():
    found = trends.trend(runs(1, 1, 1.3), ("fast", 1), 100_000)
    text = drawn(trend_picture(found), trends.headline(found), lambda record: "told")
    said = [e.text for e in ElementTree.fromstring(text).iter() if e.tag.endswith("text")]
    assert any(t and t.endswith("slower") for t in said)
    assert len(trends.rows(found)) == 3
