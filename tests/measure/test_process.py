import subprocess
import sys
import threading
from dataclasses import replace
from time import monotonic

import psutil
import pytest

from explorer.kernels.finding import find
from explorer.kernels.kernel import KernelError
from explorer.layers import LAYERS
from explorer.measure import launching, layers, parent
from explorer.measure.asking import plan_of
from explorer.measure.events import Compiled, Failed, Finished, Measured, Printed, Started
from explorer.measure.options import HERE, SEPARATE
from explorer.measure.place import Placement, needed, placed
from explorer.measure.process import ProcessRun
from explorer.measure.quiet import Quiet
from explorer.measure.transport import LostError

PLAIN = """
    import numpy as np
    sizes = "10,100"
    def make_args(n): return (np.ones(n),)
    def good(a): return a.sum()
"""


def planned(kernel, **options):
    return plan_of(kernel, 2, threads="1", budget_s=20.0, **{"precision": 0.5, **options})


def measured(kernel, **changes):
    return list(ProcessRun(replace(planned(kernel), **changes), kernel, "a test").events())


def failures(events):
    return {event.variant: event.reason for event in events if isinstance(event, Failed)}


def test_the_events_are_those_of_a_run_in_this_process_whatever_the_code_prints_or_asks(
    kernel, record
):
    text = (
        "    print('on import')\n"
        + PLAIN
        + "    def loud(a): print('{\"event\": 1}'); return a.sum()\n"
        + "    def asks(a): return input()\n"
    )
    events = measured(kernel(text))
    assert isinstance(events[0], Started)
    assert (events[0].where, events[0].reason) == ("separate process", "a test")
    assert isinstance(events[-1], Finished)
    found = record(events)
    assert found.point("good", 100, 1).estimate.clean >= 6
    assert found.point("loud", 100, 1).usable
    printed = "".join(event.text for event in events if isinstance(event, Printed))
    assert "on import" in printed
    assert '{"event": 1}' in printed
    assert "EOFError" in failures(events)["asks"]


CRASHES = {
    "exits" * 1000: ("import os; os._exit(7)", "the process exited with status 7"),
    "reads": ("import ctypes; ctypes.string_at(0)", "crashed: it read or wrote memory"),
    "raises": ("raise type('Gone', (BaseException,), {})", "Calling raises at n = 100: Gone."),
    "aborts": ("import os; os.abort()", "aborted"),
    "closes": ("import os; os.closerange(3, 1024)", "the measured code closed what"),
}


def test_a_crash_becomes_a_failed_point_and_the_others_go_on(kernel, record):
    """Also that of the first, with which the others are compared."""
    text = "".join(
        f"    def {name}(a):\n        if len(a) > 50:\n            {body}\n        return a.sum()\n"
        for name, (body, _) in CRASHES.items()
    )
    text = text.replace("    def reads", "    def first(a): return a.sum()\n    def reads")
    events = measured(kernel(PLAIN.replace("    def good", f"{text}    def good")))
    found = record(events)
    assert set(failures(events)) == {*CRASHES}
    for name, (_, reason) in CRASHES.items():
        assert reason in found.point(name, 100, 1).reason
        assert f"Calling {name} at n = 100" in found.point(name, 100, 1).reason
        assert found.point(name, 10, 1).estimate is not None
    for name in ("first", "good"):
        assert found.point(name, 100, 1).usable
    assert found.finished


def test_data_whose_making_ends_the_process_is_missing_at_that_size_only(kernel, record):
    fails = {
        100: ("import os; os._exit(7)", "make_args(100): the process exited with status 7."),
        150: ("import signal, time; signal.alarm(1); time.sleep(100)", "ended by signal 14"),
    }
    ends = "".join(f"\n        if n == {size}: {body}" for size, (body, _) in fails.items())
    text = PLAIN.replace("return (np", f"{ends}\n        return (np")
    sizes = (10, *fails, 200)
    found = record(measured(kernel(text.replace('"10,100"', '"10,100,150,200"')), sizes=sizes))
    for size, (_, reason) in fails.items():
        assert reason in found.point("good", size, 1).reason
    assert found.point("good", 10, 1).usable
    assert found.point("good", 200, 1).usable
    assert found.finished != "stopped"


def test_a_file_that_can_no_longer_be_run_loses_nothing(kernel):
    """Its second process finds something else."""
    text = PLAIN + "    def bad(a):\n        import os; os.unlink(__file__); os._exit(1)\n"
    events = []
    with pytest.raises(LostError, match="cannot be read"):
        events.extend(ProcessRun(planned(kernel(text)), kernel(text), "a test").events())
    assert any(isinstance(event, Measured) for event in events)


@pytest.mark.skipif(sys.platform == "win32", reason="has neither sleep nor fork")
def test_what_the_code_started_ends_with_the_process(kernel, record):
    """A program that it started and that it returned from, and a copy of itself that it left."""
    text = (
        PLAIN
        + """
    import os, subprocess, time
    left = []
    def starts(a):
        if not left: left.append(subprocess.Popen(['sleep', '600']))
        return a.sum()
    def copies(a):
        os.fork() or time.sleep(600)
        os.abort()
"""
    )
    events = measured(kernel(text))
    assert isinstance(events[-1], Finished)
    assert record(events).point("good", 100, 1).usable
    assert set(failures(events)) == {"copies"}


def test_a_call_that_others_hold_up_is_tried_with_threads_that_do_not_spin(
    kernel, record, monkeypatch
):
    class Beside:
        delayed_by = Quiet(2, 2.0).delays(2)

        def __init__(self, process):
            self.since = monotonic()

        def is_over(self, limit_s, threads):
            return monotonic() - self.since > limit_s

    monkeypatch.setattr(parent, "Patience", Beside)
    monkeypatch.setattr(layers, "lacking", lambda: dict.fromkeys(LAYERS, ""))
    text = (
        PLAIN
        + """
    import os
    def spins(a):
        while len(a) > 50 and os.environ.get("NUMBA_THREADING_LAYER") != "tbb": pass
        return a.sum()
"""
    )
    events = measured(kernel(text), timeout_s=0.3)
    assert failures(events) == {}
    assert record(events).point("spins", 100, 1).usable
    (note,) = [note for note in events[-1].notes if "since then" in note]
    assert note.startswith("Calling spins ")
    assert "while other programs used 2.0 of 2 cores: since then" in note


def test_a_file_that_cannot_be_run_is_refused_in_one_sentence(kernel):
    with pytest.raises(KernelError, match="No module named “a_module_that_is_nowhere”"):
        measured(kernel(PLAIN + "    import a_module_that_is_nowhere\n"))


def test_a_run_can_be_killed_inside_an_endless_call(kernel):
    made = kernel(PLAIN + "    def endless(a):\n        while True: pass\n")
    process = ProcessRun(planned(made), made, "a test")
    doing = []
    killer = threading.Timer(0.5, lambda: (doing.append(process.note()), process.kill()))
    events = []
    for event in process.events():
        if isinstance(event, Compiled):
            killer.start()
        events.append(event)
    killer.join()
    assert doing[0].startswith("Calling ")
    assert not any(isinstance(event, Finished) for event in events)
    assert any(isinstance(event, Compiled) for event in events)


def test_a_run_that_is_stopped_before_it_has_begun_is_no_failure(kernel):
    made = kernel(PLAIN)
    process = ProcessRun(planned(made), made, "a test")
    killer = threading.Timer(0.2, process.kill)
    killer.start()
    assert list(process.events()) == []
    killer.join()


def test_a_long_job_for_a_process_that_hangs_holds_nothing_up(kernel, monkeypatch):
    hangs = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(launching, "command", lambda *_, **__: hangs)
    monkeypatch.setattr(parent, "COMPILE_TIMEOUT_S", 0.2)
    made = kernel(PLAIN)
    plan = replace(planned(made), timeout_s=0.2)
    with pytest.raises(KernelError, match="had not returned after 200 ms"):
        list(ProcessRun(plan, made, "a long reason" * 100_000).events())
    assert not [t.name for t in threading.enumerate() if t.name.startswith("measuring process")]


def test_closing_the_events_ends_the_process(kernel):
    made = kernel(PLAIN)
    events = ProcessRun(planned(made, precision=0.001), made, "a test").events()
    next(events)
    events.close()
    assert not [t.name for t in threading.enumerate() if t.name.startswith("measuring process")]


def test_a_process_of_its_own_is_used_where_the_plan_needs_one(kernel):
    plan = planned(kernel(PLAIN))
    assert needed(plan, trusted=True, most=2) == ""
    assert "yours" in needed(plan, trusted=False, most=2)
    assert needed(replace(plan, process=HERE), trusted=False, most=2) == ""
    assert needed(replace(plan, process=SEPARATE), trusted=True, most=2)
    assert "tbb" in needed(replace(plan, layer="tbb"), trusted=True, most=2)
    assert "8 threads" in needed(replace(plan, threads=(1, 8)), trusted=True, most=2)


PARENT = """
import sys
from explorer.kernels.finding import find
from explorer.measure.events import Compiled
from explorer.measure.place import placed, start
from explorer.measure.asking import plan_of
from explorer.measure.quiet import Quiet
from explorer.measure.transport import received
kernel = find(sys.argv[1])
plan = plan_of(kernel, most_threads=2, threads="1")
running = start(plan, kernel, placed(plan, kernel, 2))
for event in received(running):
    if isinstance(event, Compiled):
        print(psutil.Process().children()[0].pid, flush=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses a signal of Linux's")
def test_no_process_is_left_behind_when_the_program_is_killed(kernel):
    made = kernel(PLAIN + "    def endless(a):\n        while len(a) > 5: pass\n")
    program = subprocess.Popen(
        [sys.executable, "-c", "import psutil\n" + PARENT, str(made.path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    child = psutil.Process(int(program.stdout.readline()))
    program.kill()
    program.communicate()
    child.wait(timeout=120)
    assert not child.is_running()


def test_where_a_plan_is_measured_comes_with_the_reason():
    plan = plan_of(find("sum"), most_threads=2)
    assert placed(plan, find("sum"), 2) == Placement(HERE)
    elsewhere = placed(replace(plan, layer="tbb"), find("sum"), 2)
    assert elsewhere.where == SEPARATE
    assert "tbb" in elsewhere.reason
