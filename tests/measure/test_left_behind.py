"""Measured code that leaves something behind: the run ends all the same, with what was measured."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from explorer.kernels.own import own_kernel
from explorer.measure import ending, strays
from explorer.measure.asking import plan_of
from explorer.measure.events import Measured, Update, decode, encode
from explorer.measure.pipes import DamagedError, Lines, framed, unframed
from explorer.measure.plan import Point
from explorer.measure.process import ProcessRun
from explorer.measure.statistics import Estimate, Sample
from explorer.measure.strays import Mark
from explorer.results.fold import fold

FILE = """
def prepare():
{body}
    return 1.0

ONE = prepare()

def f(a):
    s = 0.0
    for x in a:
        s += ONE * x
    return s
"""
FORKED = """
import os, time
from multiprocessing import resource_tracker
resource_tracker.ensure_running()
if os.fork() == 0:
    os.setsid()  # keeps every pipe open that this process has
    time.sleep(300)
    os._exit(0)
"""
LEFT = {
    "a program that keeps the pipes open": FORKED,
    "a program in another environment": "import os, subprocess\n"
    "subprocess.Popen([os.sys.executable, '-c', 'import time; time.sleep(300)'],\n"
    "    env={}, start_new_session=True)",
    "a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(300,)).start()",
    "a wait at exit": "import atexit, time\natexit.register(time.sleep, 300)",
    "a crash at exit": "import atexit, os\natexit.register(os.abort)",
}
SPOILING = """
import os
for number in range(3, 250):
    try:
        os.write(number, {words})
    except OSError:
        pass
"""
SPOILT = (
    r'b"spam\n"',
    r"""b'{"event": "Finished", "why": 3}\n'""",
    r'b"\xff" * 99',
    'b"x" * 3_000_000',
)


@pytest.fixture
def process(tmp_path):
    """Return a function that makes the run of a file, known so precisely."""

    def make(text, precision=0.5, variants=("python",)):
        path = tmp_path / "mine.py"
        path.write_text(FILE.format(body=textwrap.indent(text, "    ")), encoding="utf-8")
        kernel = own_kernel(path, "f", {"a": "rng.random(n)"})
        options = {"variants": variants, "budget_s": 20.0, "precision": precision}
        plan = plan_of(kernel, 2, sizes="10,100", threads="1", **options)
        return ProcessRun(plan, kernel, "a test")

    return make


@pytest.fixture
def end_strays():
    """End afterwards what a run names as still running."""
    named = []
    yield named
    for note in named:
        os.kill(int(note.partition("(process ")[2].partition(")")[0]), signal.SIGKILL)


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_the_run_ends_and_every_point_is_there(process, text, end_strays):
    run = fold(process(text).events())
    end_strays += [note for note in run.notes if "still runs" in note]
    assert len(run.points) == 2
    assert {record.usable for record in run.points.values()} == {True}
    assert run.finished != "stopped"
    assert len(end_strays) == ("new_session" in text or "setsid" in text)


def test_what_is_left_behind_holds_up_no_compiled_variant(process, end_strays):
    """All of it at once: a program, a thread, and an end that never comes."""
    text = "\n".join(LEFT[name] for name in LEFT if "crash" not in name)
    run = fold(process(text, variants=("python", "njit")).events())
    end_strays += [note for note in run.notes if "still runs" in note]
    assert len(run.points) == 4
    assert {record.usable for record in run.points.values()} == {True}
    assert run.finished != "stopped"
    assert len(end_strays) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="shared memory is no file elsewhere")
def test_no_shared_memory_is_left(process):
    name = f"left_{os.getpid()}"
    code = "from multiprocessing.shared_memory import SharedMemory\n"
    run = fold(process(f"{code}SharedMemory({name!r}, create=True, size=4096)").events())
    assert {record.usable for record in run.points.values()} == {True}
    assert not Path("/dev/shm", name).exists()


def test_a_program_that_has_ended_is_not_named():
    mark = Mark()
    ended = subprocess.Popen(["true"])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # it stays for who waits for it
    mark.look(os.getpid())
    assert not any(f"process {ended.pid})" in note for note in mark.left_behind(os.getpid()))
    ended.wait()


def test_stop_works_whatever_was_left(process, end_strays):
    running = process(FORKED, precision=0.001)
    before = threading.active_count()
    events = running.events()
    for event in events:
        if isinstance(event, Measured):
            running.kill()
    end_strays += running._left_behind
    assert len(end_strays) == 1
    assert threading.active_count() <= before


def test_what_is_written_over_the_events_is_only_output(process):
    """A line, what looks like an event, what is no text, and a line without end."""
    run = fold(process("".join(SPOILING.format(words=words) for words in SPOILT)).events())
    assert len(run.points) == 2
    assert {record.usable for record in run.points.values()} == {True}


def test_where_no_processes_are_seen_none_is_ours(monkeypatch):
    def pids():
        return [][0]  # as psutil does where there is no /proc

    monkeypatch.setattr(psutil, "process_iter", lambda: iter(pids, 0))
    assert list(ending.processes()) == []
    assert strays.Mark("here").left_behind(0) == []


def test_a_report_is_told_from_what_is_around_it():
    line = framed('{"a": 1}', "key")
    assert unframed(line[:-1], "key") == (b'{"a": 1}', b"")
    assert unframed(b"spam" + line[:-1], "key") == (b'{"a": 1}', b"spam")
    assert unframed(b"spam", "key") == (None, b"spam")
    with pytest.raises(DamagedError):
        unframed(line[:-3] + b"!" + line[-2:-1], "key")
    with pytest.raises(DamagedError):
        unframed(line[:-1], "another key")


def test_a_line_without_end_is_not_held_for_ever():
    cut = Lines(limit=10)
    assert list(cut.of(b"ab\ncd")) == [b"ab"]
    assert list(cut.of(b"e" * 25)) == [b"cd" + b"e" * 8, b"e" * 10]
    assert list(cut.of(b"\n")) == [b"e" * 7]


def test_times_that_cannot_be_are_no_event():
    good = Update(
        Point("a", 1, 1), 1, (Sample(0, 1e-3, ""),), Estimate(1e-3, None, None, 1e-3, 1, 0)
    )
    assert decode(encode(Measured(1, (good,))))
    for seconds in (-1.0, 0.0, float("nan"), float("inf")):
        bad = replace(good, samples=(Sample(0, seconds, ""),))
        with pytest.raises(ValueError, match="not an event"):
            decode(encode(Measured(1, (bad,))))
