"""The worker's side of a run on another machine: what a cluster's worker does for it.

One object a run, in the worker's process: it starts measuring processes there as the program
itself would (`measure.process`), and hands their events on in parcels. `take` and `begin` run in
the worker's one thread for such objects; the others, being `async`, in its loop, beside them.
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
import threading
from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from explorer.kernels.finding import catalogue, is_from_catalogue, open_file
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
    from_plain,
    to_plain,
)
from explorer.measure.plan import Plan
from explorer.measure.process import ProcessRun
from explorer.measure.steering import After, Mailbox, Wish

LEASE_S = 10.0
"""A run that nobody has asked for during so long is ended: its client has died."""
LOOK_EVERY_S = 0.5
NANNY = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
         "MALLOC_TRIM_THRESHOLD_": "65536"}  # fmt: skip
"""What Dask's nanny sets in its worker (`distributed.nanny.pre-spawn-environ`): a run on this host
without Dask would not have it."""

EVENT, REFUSED, OVER = "event", "refused", "over"
Told = tuple[str, str]
"""A part of a parcel: an encoded event, a sentence that refuses, or that the run is over."""

_RUNS: dict[str, RemoteRun] = {}
"""The run that goes on in this worker, by its number; at most one."""


def hello() -> dict[str, Any]:
    """Return what a client wants to know of this host: its name, facts and thread counts."""
    return {
        "host": platform.node(),
        "facts": machine.facts(),
        "most": machine.most_threads(),
        "offered": list(machine.offered()),
    }


def taken() -> str:
    """Return who measures on this host now, in words; nothing where nobody does."""
    return next((run.who for run in _RUNS.values()), "")


def job_of(plan: Plan, kernel: Kernel, host: str, reason: str, after: After | None) -> str:
    """Write what is to be measured; the file of a kernel that is not of the catalogue goes along.

    `host` is what the user knows this worker by. Raises KernelError when the file cannot be read.
    """
    own = not is_from_catalogue(kernel)
    try:
        text = kernel.path.read_bytes().decode("latin-1") if own else ""
    except OSError as error:
        raise KernelError(f"“{kernel.path}” cannot be read: {error.strerror}.") from error
    return json.dumps(
        {
            "plan": to_plain(plan),
            "name": kernel.path.name if own else kernel.name,
            "text": text,
            "function": kernel.function,
            "arguments": to_plain(kernel.arguments),
            "host": host,
            "reason": reason,
            "after": None if after is None else to_plain(after),
            "commit": git.commit_of(kernel.path) if own else "",
        }
    )


def hold(number: str) -> None:
    """Keep the worker's thread from other tasks as long as a run goes on there."""
    run = _RUNS.get(number)
    if run is not None:
        run.held = True
    while number in _RUNS:
        sleep(0.1)


class RemoteRun:
    """A run on this host. `number` is its own, `who` wants it, in words."""

    held = False
    who = ""

    def __init__(self, number: str, who: str) -> None:
        self._number, self.who = number, who
        self._mail = Mailbox()
        self._run: ProcessRun | None = None
        self._events: Generator[Event, None, None] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._ended = threading.Event()
        self._heard = monotonic()

    def begin(self, job: str) -> str:
        """Get ready; returns who else measures here meanwhile, and then does nothing."""
        other = taken()
        if other:
            return other
        _RUNS[self._number] = self
        for name, value in NANNY.items():
            if os.environ.get(name) == value:
                del os.environ[name]
        self._events = self._measure(json.loads(job))
        threading.Thread(target=self._watch, name="lease of a run", daemon=True).start()
        return ""

    def take(self, most_s: float) -> list[Told]:
        """Return what happens within so many seconds, less where something long is announced."""
        self._heard = monotonic()
        until = self._heard + most_s
        found: list[Told] = []
        assert self._events is not None
        try:
            while True:
                event = next(self._events, None)
                found.append((OVER, "") if event is None else (EVENT, encode(event)))
                long = isinstance(event, (Started, Preparing, Compiling, Calling))
                if event is None or long or monotonic() > until:
                    return found
        except KernelError as error:
            self._end()
            return [*found, (REFUSED, str(error))]

    async def send(self, wish: str) -> None:
        """Say what is to be measured from now on."""
        self._mail.put(from_plain(Wish, json.loads(wish)))

    async def kill(self) -> None:
        """End what is under way at once."""
        self._end()

    async def ping(self) -> tuple[str, bool]:
        """Return what is being done, and whether the worker is kept from other tasks."""
        self._heard = monotonic()
        return (self._run.note() if self._run is not None else ""), self.held

    def _measure(self, job: Mapping[str, Any]) -> Generator[Event, None, None]:
        plan, after = from_plain(Plan, job["plan"]), job["after"]
        self._run = ProcessRun(
            plan,
            self._kernel(job),
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
                        event, where=CLUSTER_WORKER, machine=facts, commit=job["commit"]
                    )
                yield event
        finally:
            self._end()

    def _kernel(self, job: Mapping[str, Any]) -> Kernel:
        if not job["text"]:
            path = next(kernel.path for kernel in catalogue() if kernel.name == job["name"])
            return open_file(path)
        self._folder = tempfile.TemporaryDirectory(prefix="numba-explorer-run-")
        path = Path(self._folder.name) / job["name"]
        path.write_bytes(job["text"].encode("latin-1"))
        return open_file(path, job["function"], job["arguments"])

    def _watch(self) -> None:
        """End the run when nobody asks for it any more."""
        while not self._ended.wait(LOOK_EVERY_S):
            if monotonic() - self._heard > LEASE_S:
                self._end()

    def _end(self) -> None:
        self._ended.set()
        if self._run is not None:
            self._run.kill()
        if self._folder is not None:
            self._folder.cleanup()
        if _RUNS.get(self._number) is self:
            del _RUNS[self._number]
