"""Hearing of compilations that happen inside calls: those have a limit of their own."""

from collections.abc import Callable

from numba.core import event as numba_event


class WithinCalls(numba_event.Listener):  # type: ignore[misc]  # Numba has no types
    """Tells `heard` when Numba's compiler begins, and when it is done, the outermost only.

    A function that is not compiled itself may call some that are, at its first call.
    """

    def __init__(self, heard: Callable[[bool], None]) -> None:
        self._heard, self._depth = heard, 0

    def listen(self) -> None:
        """Listen from now on, for as long as the process lives."""
        numba_event.register("numba:compiler_lock", self)

    def on_start(self, event: object) -> None:
        """Tell of the outermost compilation."""
        self._depth += 1
        if self._depth == 1:
            self._heard(True)

    def on_end(self, event: object) -> None:
        """Tell that the outermost compilation is over."""
        self._depth -= 1
        if self._depth == 0:
            self._heard(False)
