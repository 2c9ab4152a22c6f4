"""Several workers that are asked at the same time."""

import pickle
import signal
from collections.abc import Sequence
from concurrent.futures import CancelledError
from typing import Any, Protocol

from explorer.measure.hosts import Host
from explorer.measure.resident import GONE
from explorer.measure.transport import LostError
from explorer.units import seconds
from explorer.workers import child, share
from explorer.workers.finding import SpreadError, ended


class Sitting(Protocol):
    """A worker's share as it is reached from here: `measure.resident.Resident` is one."""

    host: Host
    actor: Any

    def answer(self, future: Any) -> Any:
        """Wait for an answer."""

    def lost(self, error: BaseException) -> LostError:
        """Return what to raise when the host is gone."""

    def given_up(self) -> LostError:
        """Return what to raise when it has ended it, for nobody asked."""


class Team:
    """The workers that take part, in their order; the first one also computes alone.

    `moved` are the bytes that the last calls sent and received.
    """

    def __init__(self, sitting: Sequence[Sitting]) -> None:
        self._sitting = list(sitting)
        self.moved = 0

    def __len__(self) -> int:
        return len(self._sitting)

    def ask(self, requests: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Any]:
        """Send the first workers one request each, at once; return their answers.

        Raises SpreadError where the kernel fails, LostError where a host is gone.
        """
        sitting = self._sitting[: len(requests)]
        written = [pickle.dumps(request, pickle.HIGHEST_PROTOCOL) for request in requests]
        try:
            futures = [
                there.actor.ask(request) for there, request in zip(sitting, written, strict=True)
            ]
        except GONE as error:
            raise sitting[0].lost(error) from error
        answers = []
        for there, future in zip(sitting, futures, strict=True):
            try:
                answers.append(there.answer(future))
            except (*GONE, CancelledError) as error:
                raise there.lost(error) from error
        self.moved = sum(map(len, written)) + sum(map(len, answers))
        return [_read(there, answer) for there, answer in zip(sitting, answers, strict=True)]

    def all(self, name: str, *arguments: Any) -> list[Any]:
        """Ask all of them the same."""
        return self.ask([(name, arguments)] * len(self))

    def first(self, name: str, *arguments: Any) -> Any:
        """Ask the first one."""
        return self.ask([(name, arguments)])[0]


def _read(there: Sitting, answer: bytes) -> Any:
    host, (kind, value) = there.host, pickle.loads(answer)
    if kind == child.DONE:
        return value
    if kind == share.EXPIRED:
        raise there.given_up()
    if kind == share.ENDED:
        raise SpreadError(f"On {host.name}, the process that computed {_how(value)}.")
    if kind == share.LATE:
        raise SpreadError(
            f"On {host.name}, what was asked for was not done after {seconds(value)}."
        )
    raise SpreadError(f"On {host.name}: {str(value).rstrip('.')}.")


def _how(status: int | None) -> str:
    if status == -signal.SIGKILL:
        return "was killed"
    return "ended" if status is None else ended(status)
