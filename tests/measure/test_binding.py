"""Where threads are placed: chosen, passed on, recorded, and told where two runs differ in it."""

from dataclasses import replace

import made_runs as made
import pytest
from made_runs import TEAM, TEAM1

from explorer.kernels.finding import find
from explorer.measure.asking import plan_of
from explorer.measure.launching import PLACED, environment
from explorer.measure.options import table
from explorer.measure.place import needed
from explorer.measure.plan import PlanError, checked
from explorer.results.contrast.sameness import other_conditions
from explorer.results.words.conditions import conditions
from explorer.results.words.setup import differs


@pytest.fixture
def plan():
    return plan_of(find("sum"), 2)


def test_each_choice_tells_openmp_and_has_it_run_the_threads(plan, monkeypatch):
    monkeypatch.setenv("OMP_PLACES", "sockets")
    assert set(PLACED) == set(table()["binding"].words)
    told = environment(replace(plan, binding="spread"))
    assert told["OMP_PROC_BIND"] == "spread"
    assert told["OMP_PLACES"] == "cores"
    assert told["NUMBA_THREADING_LAYER"] == "omp"
    assert environment(plan)["OMP_PLACES"] == "sockets"


def test_it_takes_a_process_of_its_own(plan):
    reason = needed(replace(plan, binding="close", process="here"), trusted=True, most=2)
    assert reason == "threads can only be placed when a process starts"


def test_a_layer_that_places_no_threads_is_refused(plan):
    assert checked(replace(plan, binding="close", layer="omp"))
    with pytest.raises(PlanError, match="tbb does not place threads") as error:
        checked(replace(plan, binding="close", layer="tbb"))
    assert error.value.field == "binding"


def test_two_runs_that_differ_in_it_say_so():
    curves = {TEAM1: {1000: 2e-5}, TEAM: {1000: 1e-5}}
    free, bound = (made.run(curves, threaded=("team",), binding=b) for b in ("free", "close"))
    assert "threads placed close" in conditions(bound)
    assert other_conditions(free, bound).differ == ("where threads are placed",)
    assert differs(bound, free.plan) == "Set up now: other placement of threads than this run has."
