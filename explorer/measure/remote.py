"""The worker's side of a run on another machine: what a cluster's worker does for it.

One object a run, in the worker's process: it starts measuring processes there as the program
itself would (`measure.process`), and hands their events on in parcels. `take` and `begin` run in
the worker's one thread for such objects; the others, being `async`, in its loop, beside them.
"""

import json
import platform
from collections.abc import Generator, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure import git, machine
from explorer.measure.events import (
    CLUSTER_WORKER,
    Calling,
    Compiling,
    Event,
    Preparing,
    Started,
    encode,
    this_moment,
)
from explorer.measure.plain_values import from_plain, to_plain
from explorer.measure.plan import Plan
from explorer.measure.process import ProcessRun
from explorer.measure.reserving import Reserved
from explorer.measure.sending import Unpacked, packed
from explorer.measure.steering import After, Mailbox, Wish

EVENT, REFUSED, OVER, EXPIRED = "event", "refused", "over", "expired"
Told = tuple[str, str]
"""A part of a parcel: an encoded event, a sentence that refuses, that the run is over, or that it
was ended because nobody asked for it."""


def hello() -> dict[str, Any]:
    """Return what a client wants to know of this host: its name, facts and thread counts."""
    return {
        "host": platform.node(),
        "facts": machine.facts(),
        "most": machine.most_threads(),
        "offered": list(machine.offered()),
    }


def job_of(plan: Plan, kernel: Kernel, host: str, reason: str, after: After | None) -> str:
    """Write what is to be measured; the file of a kernel that is not of the catalogue goes along.

    `host` is what the user knows this worker by. Raises KernelError when the file cannot be read.
    """
    return json.dumps(
        {
            "plan": to_plain(plan),
            **packed(kernel),
            "host": host,
            "reason": reason,
            "after": None if after is None else to_plain(after),
            "created": this_moment(),
            "commit": "" if is_from_catalogue(kernel) else git.commit_of(kernel.path),
        }
    )


class RemoteRun(Reserved):
    """A run on this host."""

    def __init__(self, number: str, who: str) -> None:
        super().__init__(number, who)
        self._mail = Mailbox()
        self._run: ProcessRun | None = None
        self._events: Generator[Event, None, None] | None = None
        self._unpacked: Unpacked | None = None

    def begin(self, job: str) -> str:
        """Get ready; returns who else measures here meanwhile, and then does nothing."""
        other = self._reserve()
        if not other:
            self._events = self._measure(json.loads(job))
        return other

    def take(self, most_s: float) -> list[Told]:
        """Return what happens within so many seconds, less where something long is announced."""
        self._heard = monotonic()
        until = self._heard + most_s
        found: list[Told] = []
        assert self._events is not None
        try:
            while True:
                event = next(self._events, None)
                over = EXPIRED if self.expired else OVER
                found.append((over, "") if event is None else (EVENT, encode(event)))
                long = isinstance(event, (Started, Preparing, Compiling, Calling))
                if event is None or long or monotonic() > until:
                    return found
        except KernelError as error:
            self._end()
            return [*found, (REFUSED, str(error))]

    async def send(self, wish: str) -> None:
        """Say what is to be measured from now on."""
        self._mail.put(from_plain(Wish, json.loads(wish)))

    def _measure(self, job: Mapping[str, Any]) -> Generator[Event, None, None]:
        plan, after = from_plain(Plan, job["plan"]), job["after"]
        self._unpacked = Unpacked(job)
        self._run = ProcessRun(
            plan,
            self._unpacked.kernel,
            job["reason"],
            wishes=self._mail.take,
            after=None if after is None else from_plain(After, after),
        )
        if self._ended.is_set():
            return
        try:
            for event in self._run.events():
                if isinstance(event, Started):
                    facts = {**event.machine, "host": job["host"]}
                    event = replace(
                        event,
                        where=CLUSTER_WORKER,
                        created=job["created"],
                        machine=facts,
                        commit=job["commit"],
                    )
                yield event
        finally:
            self._end()

    def _doing(self) -> str:
        return self._run.note() if self._run is not None else ""

    def _end(self) -> None:
        if self._run is not None:
            self._run.kill()
        if self._unpacked is not None:
            self._unpacked.close()
        super()._end()
