"""A question to a process: the answer comes, whatever the measured code started."""

import os
import signal
import sys
from contextlib import suppress
from time import sleep

import psutil
import pytest

from explorer.callers.asking import ask
from explorer.callers.facts import Job
from explorer.kernels.own import own_kernel
from explorer.kernels.target import Target
from explorer.measure import git
from explorer.measure.fitting import fitted
from explorer.measure.program import MOST_SAID, Program
from explorer.measure.question import Question
from explorer.starting import environment

FILE = """
import os, time

NAME = {name!r}

def begin():
    if os.fork() == 0:
        {session}
        open(NAME, "w").write(str(os.getpid()))
        time.sleep(300)
        os._exit(0)
    while not (os.path.exists(NAME) and open(NAME).read()):
        time.sleep(0.001)
    return 1.0

ONE = begin()

def f(a):
    s = 0.0
    for x in a:
        s += ONE * x
    return s
"""


@pytest.fixture
def made(tmp_path):
    """Return a function that writes the file; what it started is ended afterwards."""
    note = tmp_path / "started"

    def make(session):
        path = tmp_path / "mine.py"
        path.write_text(FILE.format(name=str(note), session=session), encoding="utf-8")
        return path, note

    yield make
    if note.exists():
        with suppress(ProcessLookupError):
            os.kill(int(note.read_text()), signal.SIGKILL)


def ends(note):
    """Wait until it has ended, whether or not anybody asked for its status."""
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(int(note.read_text())).status() != psutil.STATUS_ZOMBIE:
            sleep(0.001)
    return True


def test_what_it_started_is_ended_with_it(made):
    path, note = made("pass")
    job = Job(Target(str(path), "f", {"a": "rng.random(n)"}), "python", 1, "float64", 1)
    assert not ask(job, "f", (1,)).failed
    assert ends(note)


def test_a_program_that_keeps_the_pipes_open_is_not_waited_for_and_is_named(made):
    path, note = made("os.setsid()")
    told = []
    assert fitted(own_kernel(path, "f"), told.append).alike == ()
    started = int(note.read_text())
    assert psutil.pid_exists(started)
    (sentence,) = told
    assert f"(process {started}), which still runs" in sentence


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_other_programs_may_leave_what_keeps_the_pipes_open(tmp_path, monkeypatch):
    program, note = tmp_path / "git", tmp_path / "left"
    program.write_text(f"#!/bin/sh\nsetsid sleep 300 &\necho $! > {note}\necho said\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    try:
        assert git.hash_of(tmp_path / "kernel.py", "HEAD") == "said"
    finally:
        os.kill(int(note.read_text()), signal.SIGKILL)


def test_a_process_that_prints_without_end_is_given_up(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("while True:\n    print('x' * 1000)\n\ndef f(a):\n    return a\n")
    job = Job(Target(str(path), "f", {"a": "n"}), "njit", 10, "float64", 1)
    answer = Question("explorer.callers.child", job, environment()).answer(0.2)
    assert answer.status is None
    assert len(answer.said) <= MOST_SAID


def test_a_job_that_nobody_reads_holds_nothing_up():
    waits = [sys.executable, "-c", "import time; time.sleep(300)"]
    answer = Program(waits, b"x" * 5_000_000, environment()).answer(0.2)
    assert answer.status is None


def test_a_job_is_read_to_its_end():
    reads = [sys.executable, "-c", "import sys; print(len(sys.stdin.buffer.read()))"]
    assert Program(reads, b"x" * 5_000_000, environment()).answer(60).content == b"5000000\n"
