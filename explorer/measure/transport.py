"""The way to where a run is made: this thread, a process of its own, another machine.

Whatever is above it, window or command line, drives each of them alike: it receives one event
after another, sends what is wanted from then on, and may kill what is under way.
"""

from collections.abc import Callable, Generator
from typing import Protocol

from explorer.measure.events import Event
from explorer.measure.steering import Mailbox, Wish
from explorer.refused import RefusedError


class Transport(Protocol):
    """A run in its place. Any thread may `send` and `kill`; one does the rest."""

    def receive(self) -> Event | None:
        """Return what happens next, None when the run is over; nothing is measured in between.

        Raises KernelError when the kernel's file cannot be run, LostError when the place is gone.
        """

    def send(self, wish: Wish) -> None:
        """Say what is to be measured from now on."""

    def kill(self) -> bool:
        """End what is under way at once; False where only its return can end it."""

    def note(self) -> str:
        """Return what is being done, as in “Calling njit at n = 10”; nothing where unknown."""

    def close(self) -> None:
        """End the run, and give back what it used."""


def received(running: Transport) -> Generator[Event, None, None]:
    """Yield what happens until the run is over."""
    while (event := running.receive()) is not None:
        yield event


class LostError(RefusedError):
    """The place where a run was made is gone; the message is a sentence that says how."""


class Pulled:
    """A transport whose events a generator brings, which sees wishes by its mailbox."""

    def __init__(
        self,
        events: Generator[Event, None, None],
        wishes: Mailbox | None = None,
        kill: Callable[[], None] | None = None,
        note: Callable[[], str] = str,
    ) -> None:
        self._events, self._wishes = events, wishes or Mailbox()
        self._kill, self._note = kill, note

    def receive(self) -> Event | None:
        """Pull the generator."""
        return next(self._events, None)

    def send(self, wish: Wish) -> None:
        """Leave it in the mailbox."""
        self._wishes.put(wish)

    def kill(self) -> bool:
        """End what is under way, where anything but its return can do so."""
        if self._kill is None:
            return False
        self._kill()
        return True

    def note(self) -> str:
        """Ask whoever knows."""
        return self._note()

    def close(self) -> None:
        """Close the generator, which ends what it has started."""
        self._events.close()
