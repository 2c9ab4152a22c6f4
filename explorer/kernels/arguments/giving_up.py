"""Calling a function and giving the call up after a while."""

from __future__ import annotations

import signal
import types
from collections.abc import Callable
from typing import Any

LONGEST_S = 1.0
"""A call that takes longer at such a size tells of a wrong guess: a loop that does not end."""


class TooLongError(BaseException):
    """A call was given up; no `except Exception` in the function keeps it."""


def within(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Call a function, and give the call up after a while, where the system can tell the time."""
    if not hasattr(signal, "setitimer"):
        return function(*arguments)

    def give_up(number: int, frame: types.FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
    try:
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
