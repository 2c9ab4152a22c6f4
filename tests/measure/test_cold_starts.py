"""What a program pays before its first result, seen in fresh processes."""

import os
import signal

import made_runs as made

from explorer.kernels.loading import load
from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
from explorer.measure.batch import Stopwatch
from explorer.measure.cold_starts import cold_starts
from explorer.measure.events import ColdStart, Compiled
from explorer.measure.note import nobody
from explorer.measure.process import ProcessRun
from explorer.measure.workplace import Workplace
from explorer.results.columns import column, in_terminal
from explorer.results.fold import apply, fold
from explorer.results.table import rows

SOURCE = """
from numba import njit

@njit
def double(a):
    return 2.0 * a
"""


def test_the_second_start_finds_its_code_in_the_cache(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(SOURCE, encoding="utf-8")
    kernel = own_kernel(path, "double", {"a": "float(n)"})
    plan = plan_of(kernel, 1, sizes="8", variants=["python", "as_written"], cold_starts=1)
    loaded, watch = load(kernel, plan.variants), Stopwatch()
    ready = {"python": False, "as_written": False}
    work = Workplace(plan, loaded, watch, nobody, ready=ready)
    try:
        (_, found) = cold_starts(work)
    finally:
        work.bench.close()
        watch.close()
    assert found.variant == "as_written"
    assert 0.05 < found.seconds < 100
    assert found.cached_s is not None
    assert [item.name for item in tmp_path.iterdir()] == ["mine.py"]  # nothing beside the file


def test_what_a_cold_start_leaves_is_named_by_the_run(tmp_path):
    """It is started by a process that the measuring process starts."""
    path = tmp_path / "mine.py"
    path.write_text(f"{SOURCE}{LEAVES}", encoding="utf-8")
    kernel = own_kernel(path, "double", {"a": "leave(n)"})
    plan = plan_of(
        kernel, 1, sizes="8", variants=["as_written"], cold_starts=1, precision=0.5, threads="1"
    )
    run = fold(ProcessRun(plan, kernel, "a test").events())
    started = [int(line) for line in (tmp_path / "started").read_text().split()]
    try:
        named = [note for note in run.notes if "still runs" in note]
        assert len(started) == len(named) == 2
        assert all(any(f"process {number})" in note for note in named) for number in started)
    finally:
        for number in started:
            os.kill(number, signal.SIGKILL)


LEAVES = """

def leave(n):
    import os, subprocess, sys
    if "cold_starts" in " ".join(sys.orig_argv):
        left = subprocess.Popen(["sleep", "300"], start_new_session=True)
        with open(os.path.join(os.path.dirname(__file__), "started"), "a") as file:
            print(left.pid, file=file)
    return 1.0
"""


def test_times_of_compiling_and_of_starts_are_columns():
    run = made.run({made.LOOP: {10: 1e-6}})
    name = made.LOOP[0]
    assert column("cold_start_s") not in in_terminal(run)
    run = apply(run, Compiled(name, 0.25, False))
    run = apply(run, ColdStart(name, 1.5, 0.5))
    (row,) = rows(run)
    told = {c.title: c.text(row) for c in in_terminal(run)}
    assert (told["Compile"], told["Cold start"], told["Cached"]) == ("250 ms", "1.5 s", "500 ms")
