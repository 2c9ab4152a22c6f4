"""A question to a process: the answer comes, whatever the measured code started."""

import os
import signal
from contextlib import suppress
from time import sleep

import msgspec
import psutil
import pytest

from explorer.callers.asking import ask
from explorer.callers.facts import Job
from explorer.kernels.own import own_kernel
from explorer.measure.fitting import fitted
from explorer.measure.question import MOST_SAID, Question
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
    job = Job(str(path), "f", {"a": "rng.random(n)"}, "python", 1, "float64", 1)
    assert not ask(job, "f", (1,)).failed
    assert ends(note)


def test_a_program_that_keeps_the_pipes_open_is_not_waited_for(made):
    path, note = made("os.setsid()")
    assert fitted(own_kernel(path, "f")).alike == ()
    assert psutil.pid_exists(int(note.read_text()))


def test_a_process_that_prints_without_end_is_given_up(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("while True:\n    print('x' * 1000)\n\ndef f(a):\n    return a\n")
    job = msgspec.json.encode(Job(str(path), "f", {"a": "n"}, "njit", 10, "float64", 1))
    answer = Question("explorer.callers.child", job, environment()).answer(0.2)
    assert answer.status is None
    assert len(answer.said) <= MOST_SAID
