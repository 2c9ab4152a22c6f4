"""What others did to a run is kept with it."""

from dataclasses import replace

import pytest
from made_runs import plan
from sample_runs import sum_run

from explorer.measure.events import Noticed, Started
from explorer.measure.quiet import Quiet
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.fold import fold
from explorer.results.surroundings import in_short, noticed, worst
from explorer.results.words.caveats import asleep


def seen(*looks):
    started = Started(
        plan({("njit", 1): [1e-6]}), "2026-01-01T12:00:00+00:00", "0", "worker thread", {"cpu": "a"}
    )
    return fold([started, *map(Noticed, looks)]).machine


def test_the_worst_look_stays_among_the_facts():
    machine = seen(Quiet(2, 0.1), Quiet(2, 0.97), Quiet(2, 0.2))
    assert machine["cpu"] == "a"
    assert noticed(machine) == Quiet(2, 0.97)
    assert in_short(machine, 2) == "others used up to 0.97 of 2 cores"


def test_a_quiet_machine_is_not_worth_a_word():
    assert in_short(seen(), 2) == in_short(seen(Quiet(2, 0.1)), 2) == ""
    assert noticed({"noticed": "damaged"}) is None


@pytest.mark.parametrize(
    ("layer", "others", "said"), [("tbb", 1.5, True), ("tbb", 0.1, False), ("omp", 1.5, False)]
)
def test_threads_of_tbb_may_sleep_beside_other_programs(layer, others, said):
    run = sum_run()
    run = replace(run, layer=layer, machine=worst(run.machine, Quiet(2, others)))
    found = asleep(facts(Subject(run)))
    assert (found is not None) is said
    assert not said or "beside them threads of tbb may stay asleep" in found
    alone = frozenset(series for series in run.series() if series[1] > 1)
    assert asleep(facts(Subject(run, alone))) is None
