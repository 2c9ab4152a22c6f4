"""A plan repeated in several fresh processes, in the real separate processes."""

from dataclasses import replace

import pytest

from explorer.measure.asking import plan_of
from explorer.measure.events import Compiled, Failed, Finished, Measured, Preparing, Progress
from explorer.measure.events import Started as Began
from explorer.measure.options import HERE
from explorer.measure.place import needed
from explorer.measure.plan import PlanError
from explorer.measure.process import ProcessRun
from explorer.results.journal import Journal, read

PLAIN = """
    import os
    import numpy as np
    sizes = "10,100"
    baseline = "good"
    def make_args(n): return (np.ones(n),)
    def good(a): return a.sum()
    def slow(a): return a.sum() + a.sum()
"""


def planned(kernel, **options):
    options = {"budget_s": 20.0, "precision": 0.5, "repeats": 3, **options}
    return plan_of(kernel, most_threads=2, threads="1", **options)


def measured(kernel, **options):
    return list(ProcessRun(planned(kernel, **options), kernel, "a test").events())


def test_each_repeat_measures_the_whole_plan_in_a_fresh_process(kernel, record, tmp_path):
    text = PLAIN + "    print('process', os.getpid())\n"
    events = measured(kernel(text), precision=0.3)
    run = record(events)
    point = run.point("slow", 100, 1)
    assert [repeat.number for repeat in point.repeats] == [0, 1, 2]
    assert len(point.estimate.each_s) == 3
    assert len(set(run.output.split("process ")[1:])) == 3
    assert sum(isinstance(event, Began) for event in events) == 1
    assert sum(isinstance(event, Compiled) for event in events) == 6
    assert [e.what for e in events if isinstance(e, Preparing) and "of 3" in e.what] == [
        "Starting process 2 of 3",
        "Starting process 3 of 3",
    ]
    assert isinstance(events[-1], Finished)
    assert sum(isinstance(event, Finished) for event in events) == 1
    shares = [event.share for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert {event.repeat for event in events if isinstance(event, Progress)} == {0, 1, 2}
    kept = Journal(tmp_path)
    for event in events:
        assert kept.append(event) == ""
    kept.close()
    assert read(kept.path) == run


def test_a_crash_is_one_variants_failure_in_all_repeats(kernel, record):
    text = PLAIN + "    def bad(a):\n        if len(a) > 50: os._exit(7)\n        return a.sum()\n"
    events = measured(kernel(text), repeats=2)
    run = record(events)
    assert "exited with status 7" in run.point("bad", 100, 1).reason
    assert sum(isinstance(event, Failed) for event in events) == 1  # not tried again
    assert [repeat.number for repeat in run.point("good", 100, 1).repeats] == [0, 1]
    assert run.point("good", 100, 1).usable
    assert run.finished


def test_stopping_keeps_what_was_measured(kernel, record):
    made = kernel(PLAIN)
    process = ProcessRun(planned(made), made, "a test")
    events = []
    for event in process.events():
        events.append(event)
        if isinstance(event, Measured) and event.updates[0].repeat == 1:
            process.kill()
    assert not any(isinstance(event, Finished) for event in events)
    assert record(events).point("good", 10, 1).usable


def test_a_plan_with_repeats_needs_processes_of_its_own(kernel):
    made = kernel(PLAIN)
    plan = planned(made)
    assert "3 fresh processes" in needed(plan, trusted=True, most=2)
    assert needed(replace(plan, process=HERE), trusted=True, most=2)
    for number in (0, 51):
        with pytest.raises(PlanError, match=f"{number} is not between 1 and 50") as caught:
            planned(made, repeats=number)
        assert caught.value.field == "repeats"


def test_how_far_a_run_of_several_processes_is():
    progress = Progress(2.0, 8.0, 4, 1, 10, repeat=1, repeats=4)
    assert progress.share == (1 + 0.25) / 4
    assert progress.left_s == 6.0 + 2 * 8.0
    assert Progress(0.0, 8.0, 4, 10, 10).share == 1.0
