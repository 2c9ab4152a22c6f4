"""A host that is kept for one client, as the worker's side sees it.

What a client has on a host, a run or a share of a call, is an object in the worker's process. While
it is there, nobody else measures on the host; it ends when its client ends it, or has died.
"""

from __future__ import annotations

import os
import threading
from time import monotonic, sleep

LEASE_S = 10.0
"""What nobody has asked for during so long is ended: its client has died."""
LOOK_EVERY_S = 0.5
NANNY = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
         "MALLOC_TRIM_THRESHOLD_": "65536", "PYTHONSAFEPATH": "1"}  # fmt: skip
"""What Dask's nanny sets in its worker (`distributed.nanny.pre-spawn-environ`), or this program in
one of its own: a run on this host without Dask would not have it."""

_KEPT: dict[str, Reserved] = {}
"""What this worker is kept by, by its number; at most one."""


def taken() -> str:
    """Return who measures on this host now, in words; nothing where nobody does."""
    return next((kept.who for kept in _KEPT.values()), "")


def hold(number: str) -> None:
    """Keep the worker's thread from other tasks as long as it is reserved."""
    kept = _KEPT.get(number)
    if kept is not None:
        kept.held = True
    while number in _KEPT:
        sleep(0.1)


class Reserved:
    """Keeps this host. `number` is its own, `who` wants it, in words.

    Methods that are `async` run in the worker's loop, beside the others, which have one thread.
    """

    held = False
    who = ""
    expired = False
    """Whether it ended because nobody asked for it any more."""

    def __init__(self, number: str, who: str) -> None:
        self._number, self.who = number, who
        self._ended = threading.Event()
        self._heard = monotonic()

    async def kill(self) -> None:
        """End what is under way at once."""
        self._end()

    async def ping(self) -> tuple[str, bool]:
        """Return what is being done, and whether the worker is kept from other tasks."""
        self._heard = monotonic()
        return self._doing(), self.held

    def _reserve(self) -> str:
        """Keep the host; returns who else does already, and then does nothing."""
        other = taken()
        if other:
            return other
        _KEPT[self._number] = self
        for name, value in NANNY.items():
            if os.environ.get(name) == value:
                del os.environ[name]
        threading.Thread(target=self._watch, name="lease", daemon=True).start()
        return ""

    def _doing(self) -> str:
        """What is being done, in words; nothing where unknown."""
        return ""

    def _end(self) -> None:
        """Give the host back; may come more than once, from any thread."""
        self._ended.set()
        if _KEPT.get(self._number) is self:
            del _KEPT[self._number]

    def _watch(self) -> None:
        """End it when nobody asks for it any more."""
        while not self._ended.wait(LOOK_EVERY_S):
            self._look()
            if monotonic() - self._heard > LEASE_S:
                self.expired = True
                self._end()
        self._closed()

    def _look(self) -> None:
        """Look after what it does; in a thread of its own, every now and then."""

    def _closed(self) -> None:
        """Give back what it used here; in a thread of its own, where it may wait."""
