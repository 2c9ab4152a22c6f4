"""An object of ours on a host of a cluster, and what it takes to notice that the host is gone.

The other end is a `reserving.Reserved`. Nothing here knows the cluster but by the client and the
objects that it gives.
"""

import contextlib
import getpass
import platform
import threading
import uuid
from concurrent.futures import CancelledError
from time import localtime, monotonic, strftime
from typing import Any

from explorer.measure.hosts import ClusterError, Host
from explorer.measure.reserving import LEASE_S, Reserved, hold
from explorer.measure.transport import LostError

PING_EVERY_S = 1.0
SILENT_S = 5.0
"""A worker that has not answered for so long is lost: its host is frozen, or the cable is cut."""
ANSWER_S = 10.0
GONE = (OSError, RuntimeError, CancelledError)
"""What Dask raises when a worker or the scheduler is not there any more."""


class SilentError(OSError):
    """A worker does not answer, and nothing says that it is gone."""


class Resident:
    """Keeps a host for us as long as it is not closed."""

    def __init__(self, client: Any, host: Host, kind: type[Reserved], job: str) -> None:
        """Make one of a kind there, and let it begin; raises ClusterError in one sentence."""
        self.host, self.killed = host, False
        self.doing = ""
        self._client = client
        self._over = threading.Event()
        self._heard = monotonic()
        number = uuid.uuid4().hex
        on_host = {"workers": [host.worker], "allow_other_workers": False, "pure": False}
        try:
            made = client.submit(kind, number, _who(), actor=True, **on_host)
            self.actor = made.result(timeout=ANSWER_S)
            who = self.actor.begin(job).result(timeout=ANSWER_S)
            if who:
                raise ClusterError(is_taken(host, who))
            self._hold = client.submit(hold, number, retries=0, **on_host)
            self._wait_until_held()
        except TimeoutError as error:
            raise ClusterError(f"The host {host.name} is busy with other tasks.") from error
        except GONE as error:
            raise ClusterError(unusable(host, error)) from error
        self._pinging = threading.Thread(target=self._ping, name="pings", daemon=True)
        self._pinging.start()

    def answer(self, future: Any) -> Any:
        """Wait for an answer; raises SilentError when the worker is silent for too long.

        Where waiting itself took too long it was this machine that slept: the worker is heard next.
        """
        while True:
            began = monotonic()
            try:
                return future.result(timeout=PING_EVERY_S)
            except TimeoutError:
                now = monotonic()
                if now - began > PING_EVERY_S + SILENT_S / 2:
                    self._heard = now
                if self.killed or now - self._heard > SILENT_S:
                    raise SilentError(f"it has not answered for {SILENT_S:g} s") from None

    def kill(self) -> None:
        """End what is under way at once."""
        self.killed = True
        with contextlib.suppress(*GONE):
            self.actor.kill()  # its answer is not waited for: it is worked off beside the rest

    def leave(self) -> None:
        """Ask no more whether it is there: it is over."""
        self._over.set()

    def close(self) -> None:
        """End it, and give the host back."""
        self.leave()
        self.kill()
        self._pinging.join()
        with contextlib.suppress(TimeoutError, *GONE):
            self._hold.result(timeout=PING_EVERY_S)

    def lost(self, error: BaseException) -> LostError:
        """Return what to raise when the host is gone."""
        why = "the connection to its worker is gone"
        if self._client.status != "running":
            why = "the connection to the scheduler is gone"
        elif isinstance(error, SilentError):
            why = str(error)
        doing = f" Last heard: {self.doing[0].lower()}{self.doing[1:]}." if self.doing else ""
        return LostError(f"The host {self.host.name} was lost: {why}.{doing}")

    def given_up(self) -> LostError:
        """Return what to raise when the host has ended it, for nobody asked for it."""
        return LostError(
            f"The host {self.host.name} ended what it was doing: it heard nothing from this "
            f"program for {LEASE_S:g} s, as when this machine sleeps."
        )

    def _ping(self) -> None:
        """Tell the worker again and again that somebody is there, and hear what it does."""
        while not self._over.wait(PING_EVERY_S):
            with contextlib.suppress(TimeoutError, *GONE):
                self.doing, _ = self.actor.ping().result(timeout=PING_EVERY_S)
                self._heard = monotonic()

    def _wait_until_held(self) -> None:
        until = monotonic() + ANSWER_S
        while not self.actor.ping().result(timeout=ANSWER_S)[1]:
            if monotonic() > until:
                self.actor.kill()
                raise TimeoutError
            self._over.wait(0.02)


def is_taken(host: Host, who: str) -> str:
    """Say who measures there."""
    return f"The host {host.name} is taken by {who}."


def unusable(host: Host, error: BaseException) -> str:
    """Say that a host cannot be used."""
    return f"The host {host.name} cannot be used: {said(error)}."


def said(error: BaseException) -> str:
    """Return what an error says, in one line without a full stop."""
    text = " ".join(str(error).split()).partition(" More info at")[0] or type(error).__name__
    return text.rstrip(".")


def _who() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no entry in the system's list of users
        user = "somebody"
    return f"{user} on {platform.node()} since {strftime('%H:%M', localtime())}"
