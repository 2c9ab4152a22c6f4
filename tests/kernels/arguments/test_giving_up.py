"""A call is given up after so much work, not after so much time on a busy machine."""

import signal
import time

import pytest

from explorer.kernels.arguments import giving_up

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="this system tells no process its own time"
)


def test_a_call_that_works_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(giving_up, "LONGEST_S", 0.05)

    def endless():
        while True:
            pass

    with pytest.raises(giving_up.TooLongError):
        giving_up.within(endless, ())


def test_a_call_that_gets_no_turn_for_a_while_is_not(monkeypatch):
    monkeypatch.setattr(giving_up, "LONGEST_S", 0.05)
    assert giving_up.within(lambda: time.sleep(0.2) or "done", ()) == "done"


def test_a_call_that_waits_for_something_is_given_up(monkeypatch):
    monkeypatch.setattr(giving_up, "WAITED_S", 0.05)
    with pytest.raises(giving_up.TooLongError):
        giving_up.within(time.sleep, (30,))
