"""The Threads chart on a machine of many cores: the law that was fitted, and where cores end."""

from __future__ import annotations

import math
from dataclasses import asdict, replace

import made_runs
import pytest

from explorer.measure.topology import Cores
from explorer.results.facts.threads import law_at
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.reading import place_of
from explorer.results.pictures.threads import core_names, threads_picture
from explorer.results.pictures.view import Scene

COUNTS = (1, 2, 4, 8, 16, 32, 64)
SERIAL, ALONE_S = 0.03, 1e-3


def speedup(threads):
    return 1 / (SERIAL + (1 - SERIAL) / threads)


def team(counts=COUNTS, **options):
    """A run of a variant that scales as Amdahl says, beside one that uses no threads."""
    curves = {("team", n): {1_000_000: ALONE_S / speedup(n)} for n in counts}
    curves[made_runs.LOOP] = {1_000_000: ALONE_S / 2}
    return made_runs.run(curves, threaded=("team",), **options)


def picture(run, aspect="speedup", hidden=frozenset()):
    return threads_picture(Scene(run, hidden, size=1_000_000, aspect=aspect))


@pytest.mark.parametrize(
    ("aspect", "value"),
    [
        ("speedup", speedup),
        ("serial", lambda n: speedup(n) / 2),
        ("efficiency", lambda n: speedup(n) / n),
        ("time", lambda n: ALONE_S / speedup(n)),
        ("held", lambda n: ALONE_S * n / speedup(n)),
    ],
)
def test_a_fitted_law_goes_through_the_counts_and_on_to_twice_as_many(aspect, value):
    found = picture(team(), aspect)
    trend = found.curves[0].trend
    for places, ends in ((trend.within, (1, 64)), (trend.beyond, (64, 128))):
        assert [10**x for x, _ in (places[0], places[-1])] == [pytest.approx(n) for n in ends]
        for x, y in places:
            assert 10**y == pytest.approx(value(10**x), rel=0.04)
    low, high = found.y_range
    assert all(low <= y <= high for _, y in (*trend.within, *trend.beyond))
    assert found.x_range[0] < 0 < math.log10(128) < found.x_range[1]
    assert [t.text for t in found.x_scale(*found.x_range, 20)][-1] == "128"


def test_what_is_extrapolated_is_said_where_it_begins_and_drawn_dashed():
    found = picture(team())
    [guide] = [g for g in found.guides if g.name == "extrapolated"]
    assert guide.start[0] == math.log10(64)
    text = found.curves[0].trend.text
    assert text.startswith("Amdahl’s law, 3")
    assert text.endswith("stays on one thread; dashed: extrapolated")
    svg = drawn(found, "what threads bring", lambda record: "")
    assert svg.count(f"<title>{text}</title>") == 2
    assert svg.count('stroke-dasharray="6 4"') == 1


def test_the_law_drawn_is_the_one_in_the_answer():
    run = team()
    drawn_law = picture(run).curves[0].trend
    law = law_at(Scene(run).subject, "team", 1_000_000)
    assert 10 ** drawn_law.beyond[-1][1] == pytest.approx(law.doubled)


def test_no_law_is_drawn_through_three_counts_nor_through_a_run_that_grows():
    few = picture(team((1, 2, 4)))
    assert few.curves[0].trend is None
    assert few.x_range[1] < math.log10(8)
    assert not any(guide.name == "extrapolated" for guide in few.guides)
    growing = picture(team(finished=""))
    assert growing.curves[0].trend is None
    assert growing.x_range == picture(team()).x_range  # the axis stays where it is at the end


def test_curves_that_follow_no_law_have_none_and_leave_no_room():
    odd = {("team", n): {1_000_000: ALONE_S / s} for n, s in ((1, 1), (2, 3.5), (4, 1.2), (8, 9))}
    odd[made_runs.LOOP] = {1_000_000: ALONE_S / 2}
    found = picture(made_runs.run(odd, threaded=("team",)))
    assert found.curves[0].trend is None
    assert found.x_range[1] < math.log10(16)


SERVER = Cores(64, physical=32, socket=16, l3=4, l3_groups=8, node=8)
LAPTOP = Cores(32, physical=24, l3=24, l3_groups=1, performance=8)


@pytest.mark.parametrize(
    ("machine", "names"),
    [
        (
            {"topology": asdict(SERVER)},
            {4: "L3", 8: "NUMA node", 16: "socket", 32: "physical", 64: "+ SMT"},
        ),
        ({"topology": asdict(LAPTOP)}, {8: "P cores", 24: "+ E cores", 32: "+ SMT"}),
        ({"topology": asdict(Cores(8, physical=8, l3=8, l3_groups=1))}, {8: "physical"}),
        ({"topology": asdict(Cores(8)), "cores_usable": 8}, {8: "usable"}),
        ({"cores_physical": 16, "cores_usable": 32}, {16: "physical", 32: "usable"}),
        ({"topology": {"physical": "many", "logical": None, "l3": True}, "cores_usable": -1}, {}),
        ({"topology": [4]}, {}),
    ],
)
def test_what_so_many_threads_fill_is_named(machine, names):
    assert core_names(machine) == names


def test_kinds_of_cores_are_marked_at_the_axis_of_threads_up_to_where_it_ends():
    run = replace(team(), machine={"topology": asdict(replace(SERVER, logical=256))})
    found = picture(run)
    named = {t.text: t.second for t in found.x_scale(*found.x_range, 3) if t.second}
    assert named == {"4": "L3", "8": "NUMA node", "16": "socket", "32": "physical"}
    upright = [round(10 ** g.start[0]) for g in found.guides if g.start[1] is None and not g.name]
    assert [n for n in upright if n != 1] == [4, 8, 16, 32]
    assert found.x_names == ("threads", "cores")
    svg = drawn(found, "what threads bring", lambda record: "")
    assert all(f">{name}</text>" in svg for name in named.values())
    assert picture(replace(run, machine={})).x_names == ("threads", "")


def test_between_counts_that_was_measured_next_to_it_is_told():
    picture = threads_picture(Scene(team((1, 2, 4))))
    said = [place_of(picture, "threads", math.log10(n), 0.0)[0] for n in (1.31, 1.9, 7.0)]
    assert said == ["threads = 1", "threads = 2", "threads = 4"]
