import inspect
import subprocess
import sys
import time
import types
from collections import namedtuple

import pytest
from fake_clock import CLOCK, EvenStopwatch

from explorer.measure import doctor, quiet
from explorer.measure.diagnosis import Doing, conclusion, headline
from explorer.measure.doctor import (
    known_ratios,
    region_cost,
    report,
    smallest_difference,
    timer_resolution,
)
from explorer.measure.machine import facts, most_threads
from explorer.measure.quiet import Observer, Quiet
from explorer.measure.statistics import Interval


class TurnsWatch(EvenStopwatch):
    """Every call takes as long as its loop makes turns, so that nothing else decides."""

    def _taking(self, function):
        def call(*arguments):
            CLOCK.take(1e-7 * turns_of(getattr(function, "py_func", function), arguments))
            return function(*arguments)

        return call


def turns_of(plain, arguments):
    """How many turns the loop of a function makes; 1 where there is none, so that time passes."""
    made = []
    names = {"range": lambda n: made.append(n) or ()}
    types.FunctionType(plain.__code__, names)(*arguments)
    return sum(made) or 1


def test_known_ratios_are_found():
    found = known_ratios(budget_s=0.2, watch=TurnsWatch())
    assert {name: true for name, (true, _) in found.items()} == {
        "again": 1.0,
        "two_percent": 1.02,
        "five_percent": 1.05,
    }
    for true, measured in found.values():
        assert measured.median == pytest.approx(true, rel=1e-9)
        assert (measured.low, measured.high) == pytest.approx((true, true), rel=1e-9)


def test_on_a_machine_that_comes_to_nothing_it_says_that_of_each_ratio(monkeypatch):
    monkeypatch.setattr(doctor, "run", lambda plan, kernel, watch: iter(()))
    assert known_ratios(0.2) == {}
    lines = list(doctor._ratio_lines(0.2))
    assert len(lines) == 3
    assert all(line.endswith("too few undisturbed samples") for line in lines)


def test_the_smallest_difference_is_the_farthest_reach_of_the_intervals():
    ratios = {"a": (1.0, Interval(1.0, 0.99, 1.005)), "b": (1.05, Interval(1.05, 1.05, 1.092))}
    assert smallest_difference(ratios) == pytest.approx(0.04)
    assert smallest_difference({"a": (1.0, Interval(1.0))}) is None


def test_a_threading_layer_tells_what_a_parallel_region_costs():
    cost = region_cost("workqueue")
    assert isinstance(cost, Interval)
    assert cost.median > 0


def test_the_clock_has_a_step():
    step, reading = timer_resolution()
    assert 0 < step <= reading < 1e-3


@pytest.mark.parametrize(
    ("quiet", "threads", "part"),
    [
        (Quiet(2, 0.1), 2, ""),
        (Quiet(2, 0.96), 2, "Another program is using one of your 2 cores: parallel timings"),
        (Quiet(2, 0.96), 1, ""),
        (Quiet(2, 0.5), 2, "Another program is using part of your 2 cores"),
        (Quiet(2, 1.9), 1, "Other programs are using both of your cores: timings will be noisy."),
        (Quiet(8, 2.5), 8, "Other programs are using 2.5 of your 8 cores"),
        (Quiet(8, 2.5), 4, ""),
        (Quiet(8, 7.9), 1, "all 8 cores"),
        (Quiet(1, 0.9), 1, "your only core"),
        (Quiet(2, 0.0, stolen=0.1), 1, "hypervisor"),
        (Quiet(4, 0.0, quota=1.5), 4, "quota"),
        (Quiet(4, 0.0, quota=1.5), 1, ""),
        (Quiet(4, 0.0, governor="powersave", driver="acpi-cpufreq"), 1, "powersave"),
        (Quiet(4, 0.0, governor="powersave", driver="intel_pstate"), 1, ""),
        (Quiet(4, 0.0, on_battery=True), 1, "battery"),
    ],
)
def test_what_matters_is_said_in_one_sentence(quiet, threads, part):
    assert part in quiet.concerns(threads)
    assert bool(quiet.concerns(threads)) == bool(part)


def pretend_busy(monkeypatch, *seconds):
    """Let the system say, look by look, how long its cores have worked; ours is still counted."""
    times = namedtuple("times", "user idle")
    looks = iter(seconds)
    monkeypatch.setattr(quiet.psutil, "cpu_times", lambda: times(next(looks), 0.0))


def work(seconds):
    """Use so much of a core's time, however many other programs want it."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_the_work_of_others_is_seen(monkeypatch):
    pretend_busy(monkeypatch, 0.0, 1000.0)
    assert Observer().look().others_cores > 1


def test_our_own_work_does_not_count_as_others(monkeypatch):
    pretend_busy(monkeypatch, 0.0, 0.2)
    observer = Observer()
    work(0.25)
    assert observer.look().others_cores == 0


def test_the_work_of_our_own_processes_does_not_count_as_others(monkeypatch):
    pretend_busy(monkeypatch, 0.0, 0.2)
    observer = Observer()
    code = f"import time\n{inspect.getsource(work)}\nwork(0.25)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert observer.look().others_cores == 0


def test_facts_name_the_machine():
    machine = facts()
    assert machine["cores_usable"] >= 1
    assert machine["memory_bytes"] > 2**28
    assert all(cache["bytes"] > 0 for cache in machine["caches"])
    assert most_threads() >= 1


def test_the_number_of_threads_follows_the_environment(monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "3")
    assert most_threads() == 3


def test_the_report_says_what_comes_next_and_ends_in_a_conclusion(monkeypatch):
    monkeypatch.setattr(doctor, "region_cost", lambda layer: Interval(5e-6))
    found = list(report(budget_s=0.3))
    doing = [step for step in found if isinstance(step, Doing)]
    assert [step.number for step in doing] == list(range(1, doing[0].steps + 1))
    assert all(Doing.read(str(step)) == step for step in doing)
    text = "\n".join(line for line in found if isinstance(line, str))
    assert all(layer in text for layer in ("tbb", "omp", "workqueue"))
    assert headline(text)


def test_a_conclusion_is_said_as_a_sentence():
    assert headline(f"a\n{conclusion('0.2 %')}\nb").startswith(
        "With one thread, differences of 0.2 % and more"
    )
    assert headline("a").startswith("Too few samples")
    with pytest.raises(ValueError, match="Traceback"):
        Doing.read("Traceback (most recent call last):")


def test_threads_that_come_to_nothing_beside_other_programs_are_not_called_hanging():
    assert Quiet(2, 1.4).delays(2) == ", while other programs used 1.4 of 2 cores"
    assert Quiet(2, 1.4).delays(1) == ""
    assert Quiet(2, 0.1).delays(2) == ""
