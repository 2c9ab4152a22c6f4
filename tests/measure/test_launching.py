"""A measuring process that was started before there was anything to measure."""

import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest
from measuring_processes import measuring_processes

from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
from explorer.measure.events import Finished
from explorer.measure.launching import Ahead
from explorer.measure.machine import most_threads
from explorer.measure.options import SEPARATE
from explorer.measure.place import placed, prepare, start
from explorer.measure.transport import received
from explorer.measure.warming import compiles

PLAIN = """
    import os, sys
    import numpy as np
    print("process", os.getpid(), "scipy.linalg" in sys.modules)
    sizes = "10,100"
    def make_args(n): return (np.ones(n),)
    def good(a): return a.sum()
"""


@pytest.fixture
def ahead():
    found = Ahead()
    yield found
    found.discard()


def placed_plan(plan, kernel):
    return plan, placed(plan, kernel, most_threads())


def planned(kernel, **options):
    options = {"budget_s": 20.0, "precision": 0.5, "threads": "1", **options}
    return plan_of(kernel, most_threads=2, **options)


def settled(process):
    """Wait until a process waits for something and does nothing meanwhile; its CPU seconds then.

    One that is only kept from its work by others is none that waits.
    """
    looks = [None, None, None]
    while looks[0] is None or len(set(looks)) > 1:
        time.sleep(0.1)
        waits = process.status() == psutil.STATUS_SLEEPING
        looks = [*looks[1:], process.cpu_times().user if waits else None]
    return looks[0]


def test_a_run_takes_the_process_that_was_started_ahead(kernel, ahead, record):
    made = kernel(PLAIN)
    plan = planned(made)
    prepare(ahead, *placed_plan(plan, made))
    (spare,) = measuring_processes()
    settled(spare)
    events = list(received(start(plan, made, placed(plan, made, most_threads()), ahead=ahead)))
    run = record(events)
    assert isinstance(events[-1], Finished)
    assert run.point("good", 100, 1).usable
    # nothing here needs linear algebra, which takes a quarter of a second to load
    assert run.output.split() == ["process", str(spare.pid), "False"]
    assert not measuring_processes()


def test_it_runs_no_code_of_a_users_and_is_idle_until_then(kernel, ahead, tmp_path):
    trace = tmp_path / "was_run"
    made = kernel(PLAIN + f"    open({str(trace)!r}, 'w').close()\n")
    prepare(ahead, *placed_plan(planned(made), made))
    (spare,) = measuring_processes()
    assert settled(spare) > 0
    assert not trace.exists()


def test_it_stays_while_it_fits_and_is_replaced_when_it_does_not(kernel, ahead):
    made = kernel(PLAIN)
    plan = planned(made)
    prepare(ahead, *placed_plan(plan, made))
    (first,) = measuring_processes()
    prepare(ahead, *placed_plan(replace(plan, sizes=(7,), budget_s=3.0), made))
    assert measuring_processes() == [first]
    prepare(ahead, *placed_plan(replace(plan, threads=(1, 8)), made))
    (second,) = measuring_processes()
    assert second != first
    prepare(ahead, *placed_plan(replace(plan, layer="workqueue"), made))
    (third,) = measuring_processes()
    assert third.environ()["NUMBA_THREADING_LAYER"] == "workqueue"
    third.kill()
    third.wait()
    prepare(ahead, *placed_plan(replace(plan, layer="workqueue"), made))
    assert len(measuring_processes()) == 1
    ahead.discard()
    assert not measuring_processes()


def test_there_is_none_where_none_is_needed(kernel, ahead):
    made = kernel(PLAIN)
    plan = planned(made)
    prepare(ahead, *placed_plan(plan, made))
    here = replace(plan, process="here")
    prepare(ahead, *placed_plan(here, made))
    assert not measuring_processes()
    prepare(ahead, *placed_plan(plan, made))
    running = start(here, made, placed(here, made, most_threads()), ahead=ahead)
    assert not measuring_processes()  # none is beside a run
    running.close()


def test_a_process_that_no_longer_fits_is_not_taken(kernel, ahead, record):
    made = kernel(PLAIN)
    plan = planned(made)
    prepare(ahead, *placed_plan(plan, made))
    (spare,) = measuring_processes()
    other = replace(plan, threads=(3,), process=SEPARATE)
    run = record(received(start(other, made, placed(other, made, most_threads()), ahead=ahead)))
    assert str(spare.pid) not in run.output
    assert run.point("good", 100, 1).usable
    assert not measuring_processes()


WINDOW = """
import sys, time
import psutil
from explorer.kernels.finding import find
from explorer.measure.launching import Ahead
from explorer.measure.place import placed, prepare
from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
kernel = find(sys.argv[1])
ahead = Ahead()
plan = plan_of(kernel, most_threads=2, threads="1")
prepare(ahead, plan, placed(plan, kernel, 2))
(spare,) = psutil.Process().children()
print(spare.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("early", [True, False], ids=["while it loads", "while it waits"])
def test_it_does_not_outlive_the_program(kernel, early):
    made = kernel(PLAIN)
    program = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(made.path)], stdout=subprocess.PIPE, text=True
    )
    spare = psutil.Process(int(program.stdout.readline()))
    if not early:
        settled(spare)
    program.kill()
    program.communicate()
    spare.wait(timeout=120)
    assert not spare.is_running()


FAST = "    from numba import njit\n    @njit\n    def fast(a): return a.sum()\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [(PLAIN, False), (PLAIN.replace("import os, sys", "import lib"), True), (PLAIN + FAST, True)],
)
def test_the_compiler_is_made_ready_where_a_file_may_compile_anything(kernel, text, expected):
    made = kernel(text)
    assert compiles(planned(made, variants=("good",)), made) == expected


@pytest.mark.parametrize(("variants", "expected"), [(("python",), False), (("njit",), True)])
def test_and_where_a_variant_of_a_function_is_compiled(tmp_path, variants, expected):
    path = tmp_path / "mine.py"
    path.write_text("def f(a):\n    return a[0]\n", encoding="utf-8")
    made = own_kernel(path, "f")
    assert compiles(planned(made, variants=variants), made) == expected
