"""A run on a worker of a cluster, as it is seen from here."""

import json
from collections.abc import Generator
from typing import Any

from explorer.kernels.kernel import KernelError
from explorer.measure import remote
from explorer.measure.events import Event, decode
from explorer.measure.hosts import Host
from explorer.measure.plain_values import to_plain
from explorer.measure.resident import GONE, Resident
from explorer.measure.steering import Wish
from explorer.measure.transport import LostError

TAKE_S = 0.2
"""Seconds of events that come in one parcel."""
_KEPT = "What was measured is kept."


class ClusterRun:
    """A run on a worker, pulled like any other: a `transport.Transport`."""

    def __init__(self, client: Any, host: Host, job: str) -> None:
        self._resident = Resident(client, host, remote.RemoteRun, job)
        self._events = self._pulled()

    def receive(self) -> Event | None:
        """Return what happens next, None when the run is over; raises LostError."""
        return next(self._events, None)

    def send(self, wish: Wish) -> None:
        """Say what is to be measured from now on."""
        self._resident.actor.send(json.dumps(to_plain(wish)))

    def kill(self) -> bool:
        """End what is under way at once."""
        self._resident.kill()
        return True

    def note(self) -> str:
        """Return what was being done when the worker answered last."""
        return self._resident.doing

    def close(self) -> None:
        """End the run, and give the host back."""
        self._resident.leave()
        self._events.close()
        self._resident.close()

    def _pulled(self) -> Generator[Event, None, None]:
        there = self._resident
        try:
            while True:
                for kind, text in there.answer(there.actor.take(TAKE_S)):
                    if kind == remote.REFUSED:
                        raise KernelError(f"On the host {there.host.name}: {text}")
                    if kind == remote.OVER:
                        return
                    if kind == remote.EXPIRED:
                        raise LostError(f"{there.given_up()} {_KEPT}")
                    yield decode(text)
        except GONE as error:
            if not there.killed:
                lost = there.lost(error)
                raise LostError(f"{lost} {_KEPT}") from error
        finally:
            there.leave()
