"""Calling a function and giving the call up after a while."""

import signal
import types
from collections.abc import Callable
from typing import Any

LONGEST_S = 1.0
"""A call that works longer at such a size tells of a wrong guess: a loop that does not end.

It is the process's own time that counts, whatever else runs on the machine.
"""
TOO_LONG = f"a call gave no result within {LONGEST_S:g} s"
WAITED_S = 20.0
"""A call that takes longer by the clock waits for something, as for input."""


class TooLongError(BaseException):
    """A call was given up; no `except Exception` in the function keeps it."""


def within(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Call a function, and give the call up after a while, where the system can tell the time."""
    if not hasattr(signal, "setitimer"):
        return function(*arguments)

    def give_up(number: int, frame: types.FrameType | None) -> None:
        raise TooLongError

    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, LONGEST_S),
        (signal.SIGALRM, signal.ITIMER_REAL, WAITED_S),
    )
    before = [signal.signal(number, give_up) for number, _, _ in timers]
    for _, timer, seconds in timers:
        signal.setitimer(timer, seconds)
    try:
        return function(*arguments)
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)
