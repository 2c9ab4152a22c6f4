"""How long a call is waited for beside programs that keep the cores busy."""

import os

import pytest

from explorer.measure import quiet
from explorer.measure.quiet import MOST, Patience, Quiet


@pytest.fixture
def waiting(monkeypatch):
    """Waiting for a process, at times and beside others as a test says."""
    now = {"clock": 0.0, "worked": 0.0, "others": 0.0}

    class Observer:
        def __init__(self, process):
            pass

        def look(self):
            return Quiet(2, now["others"])

    monkeypatch.setattr(quiet, "monotonic", lambda: now["clock"])
    monkeypatch.setattr(quiet, "_worked_s", lambda process: now["worked"])
    monkeypatch.setattr(quiet, "Observer", Observer)
    return now


@pytest.mark.parametrize(
    ("clock", "worked", "others", "threads", "over"),
    [
        (9.0, 9.0, 0.0, 1, False),
        (11.0, 11.0, 0.0, 1, True),
        (11.0, 0.0, 0.0, 1, True),  # it sleeps
        (11.0, 3.0, 1.9, 1, False),  # others had the core
        (30.0, 10.0, 1.9, 1, True),
        (10 * MOST + 1, 3.0, 1.9, 1, True),
        (11.0, 3.0, 1.9, 2, True),  # threads that wait for one another may never end
    ],
)
def test_one_thread_has_until_it_has_worked_so_long_itself(
    waiting, clock, worked, others, threads, over
):
    found = Patience(os.getpid())
    waiting.update(clock=6.0, worked=worked * 6.0 / clock, others=others)
    assert not found.is_over(10.0, threads)
    waiting.update(clock=clock, worked=worked)
    assert found.is_over(10.0, threads) == over
    assert bool(found.delayed_by) == (threads > 1)
