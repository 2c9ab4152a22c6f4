"""Measuring on the workers of a Dask cluster; the only module that knows Dask.

Whoever connects to a scheduler trusts it, and it trusts them: both run code of each other.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import logging
import platform
import threading
import uuid
import warnings
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError
from time import localtime, monotonic, strftime
from typing import Any

from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure import remote
from explorer.measure.events import Event, decode, to_plain
from explorer.measure.hosts import LOCAL, ClusterError, Host, Reach, checked, chosen
from explorer.measure.plan import Plan
from explorer.measure.steering import After, Wish
from explorer.measure.transport import LostError
from explorer.version import __version__

try:
    import distributed
    from dask import config
except ImportError:
    distributed = None

TAKE_S = 0.2
"""Seconds of events that come in one parcel."""
PING_EVERY_S = 1.0
SILENT_S = 5.0
"""A worker that has not answered for so long is lost: its host is frozen, or the cable is cut."""
CONNECT_S, ANSWER_S = 5.0, 10.0
QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "10s",
}
"""Settings with which a worker that waits takes 0.12 % of a core in place of 2.25 %."""
GONE = (OSError, RuntimeError, CancelledError)
"""What Dask raises when a worker or the scheduler is not there any more."""
NEEDED = "Measuring on a cluster needs dask.distributed: pip install “numba-explorer[cluster]”."


class SilentError(OSError):
    """A worker does not answer, and nothing says that it is gone."""


class Cluster:
    """A connection to a scheduler. Close it."""

    def __init__(self, reach: Reach) -> None:
        """Connect; raises ClusterError in one sentence."""
        if distributed is None:
            raise ClusterError(NEEDED)
        self.reach = checked(reach)
        for name in ("distributed", "distributed.client"):  # what matters is raised here
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._own: Any = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of other versions of Dask and NumPy
                if self.reach.address == LOCAL:
                    self._own = _started()
                self._client = distributed.Client(
                    self._own or self.reach.address,
                    timeout=CONNECT_S,
                    security=_security(self.reach),
                    name="numba-explorer",
                )
        except (OSError, ValueError, RuntimeError) as error:
            self._close_own()
            raise ClusterError(_unreached(self.reach.address, error)) from error

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        with contextlib.suppress(TimeoutError, *GONE):
            self._client.close(timeout=2.0)
        self._close_own()

    def hosts(self) -> list[Host]:
        """Ask all workers what they are; raises ClusterError when the scheduler does not answer."""
        try:
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
            versions = self._asked(_asking_version(), list(workers))
            same = [worker for worker in workers if versions.get(worker) == __version__]
            found = self._asked(remote.hello, same)
        except (TimeoutError, *GONE) as error:
            raise ClusterError(_unreached(self.reach.address, error)) from error
        names = _names({w: (workers[w], found.get(w, {}).get("host", "")) for w in workers})
        return [
            Host(names[w], w, told["facts"], told["host"], told["most"], tuple(told["offered"]))
            if (told := found.get(w))
            else Host(names[w], w, {}, problem=_unfit(versions.get(w)))
            for w in sorted(workers, key=names.__getitem__)
        ]

    def start(
        self, plan: Plan, kernel: Kernel, host: Host, reason: str, after: After | None = None
    ) -> ClusterRun:
        """Begin a run on a host; raises ClusterError where it is gone, taken or busy.

        A worker that has died is another one, elsewhere, when it has come back.
        """
        now = [other for other in self.hosts() if other.name == host.name]
        if not now:
            raise ClusterError(f"The host {host.name} is not there any more.")
        (host,) = chosen(now, ())
        job = remote.job_of(plan, kernel, host.name, reason, after)
        try:
            who = self._asked(remote.taken, [host.worker]).get(host.worker)
        except (TimeoutError, *GONE) as error:
            raise ClusterError(_unusable(host, error)) from error
        if who:
            raise ClusterError(_taken(host, who))
        return ClusterRun(self._client, host, job)

    def _asked(self, question: Callable[[], Any], workers: list[str]) -> dict[str, Any]:
        """What each worker answers; those that raise, or do not answer in time, are left out."""
        if not workers:
            return {}
        found = self._client.sync(  # as `Client.run`, which has no limit of time
            self._client._run,
            question,
            workers=workers,
            on_error="return",
            callback_timeout=ANSWER_S,
        )
        return {w: a for w, a in found.items() if not isinstance(a, BaseException)}

    def _close_own(self) -> None:
        if self._own is not None:
            self._own.close()
            self._own = None


class ClusterRun:
    """A run on a worker, pulled like any other: a `transport.Transport`."""

    def __init__(self, client: Any, host: Host, job: str) -> None:
        self._client, self._host = client, host
        self._killed = False
        self._over = threading.Event()
        self._doing, self._heard = "", monotonic()
        number = uuid.uuid4().hex
        on_host = {"workers": [host.worker], "allow_other_workers": False, "pure": False}
        try:
            made = client.submit(remote.RemoteRun, number, _who(), actor=True, **on_host)
            self._actor = made.result(timeout=ANSWER_S)
            who = self._actor.begin(job).result(timeout=ANSWER_S)
            if who:
                raise ClusterError(_taken(host, who))
            self._hold = client.submit(remote.hold, number, retries=0, **on_host)
            self._wait_until_held()
        except TimeoutError as error:
            raise ClusterError(f"The host {host.name} is busy with other tasks.") from error
        except GONE as error:
            raise ClusterError(_unusable(host, error)) from error
        self._events = self._pulled()
        self._pinging = threading.Thread(target=self._ping, name="pings of a run", daemon=True)
        self._pinging.start()

    def receive(self) -> Event | None:
        """Return what happens next, None when the run is over; raises LostError."""
        return next(self._events, None)

    def send(self, wish: Wish) -> None:
        """Say what is to be measured from now on."""
        self._actor.send(json.dumps(to_plain(wish)))

    def kill(self) -> bool:
        """End what is under way at once."""
        self._killed = True
        with contextlib.suppress(*GONE):
            self._actor.kill()  # its answer is not waited for: it is worked off beside the run
        return True

    def note(self) -> str:
        """Return what was being done when the worker answered last."""
        return self._doing

    def close(self) -> None:
        """End the run, and give the host back."""
        self._over.set()
        self.kill()
        self._events.close()
        self._pinging.join()
        with contextlib.suppress(TimeoutError, *GONE):
            self._hold.result(timeout=PING_EVERY_S)

    def _pulled(self) -> Generator[Event, None, None]:
        try:
            while True:
                for kind, text in self._answer(self._actor.take(TAKE_S)):
                    if kind == remote.REFUSED:
                        raise KernelError(text)
                    if kind == remote.OVER:
                        return
                    yield decode(text)
        except GONE as error:
            if not self._killed:
                raise LostError(self._lost(error)) from error
        finally:
            self._over.set()

    def _answer(self, future: Any) -> Any:
        """Wait for an answer; raises SilentError when the worker is silent for too long."""
        while True:
            try:
                return future.result(timeout=PING_EVERY_S)
            except TimeoutError:
                if self._killed or monotonic() - self._heard > SILENT_S:
                    raise SilentError(f"it has not answered for {SILENT_S:g} s") from None

    def _ping(self) -> None:
        """Tell the worker again and again that somebody is there, and hear what it does."""
        while not self._over.wait(PING_EVERY_S):
            with contextlib.suppress(TimeoutError, *GONE):
                self._doing, _ = self._actor.ping().result(timeout=PING_EVERY_S)
                self._heard = monotonic()

    def _wait_until_held(self) -> None:
        until = monotonic() + ANSWER_S
        while not self._actor.ping().result(timeout=ANSWER_S)[1]:
            if monotonic() > until:
                self._actor.kill()
                raise TimeoutError
            self._over.wait(0.02)

    def _lost(self, error: BaseException) -> str:
        why = str(error) if isinstance(error, SilentError) else "its worker is gone"
        if self._client.status != "running":
            why = "the connection to the scheduler is gone"
        doing = f" Last heard: {self._doing[0].lower()}{self._doing[1:]}." if self._doing else ""
        return f"The host {self._host.name} was lost: {why}.{doing} What was measured is kept."


def _asking_version() -> Callable[[], str | None]:
    """Return a function that tells a worker's version of Numba Explorer, None where it has none.

    Made here it is sent by value. What is sent by a name that a worker cannot import ends it.
    """

    def version() -> str | None:
        from importlib.util import find_spec

        if find_spec("explorer") is None:
            return None
        from explorer.version import __version__

        return __version__

    return version


def _started() -> Any:
    """Start a cluster of one worker, which this machine alone can reach."""
    with config.set(QUIET):
        return distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # else it opens one to everybody
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )


def _security(reach: Reach) -> Any:
    if not reach.encrypted:
        return None
    return distributed.Security(
        tls_ca_file=str(reach.ca_file),
        tls_client_cert=str(reach.cert),
        tls_client_key=str(reach.key),
        require_encryption=True,
    )


def _names(workers: dict[str, tuple[dict[str, Any], str]]) -> dict[str, str]:
    """A name for each worker: the one it was given, its host's, or its address."""
    given = {
        worker: info["name"] if str(info["name"]) not in (worker, "0") else host
        for worker, (info, host) in workers.items()
    }
    named = {worker: str(name) or worker for worker, name in given.items()}
    times = Counter(named.values())
    return {w: name if times[name] == 1 else f"{name} ({w})" for w, name in named.items()}


def _unfit(version: str | None) -> str:
    if version is None:
        return "has no Numba Explorer: install it there"
    return f"has Numba Explorer {version}, this is {__version__}: they have to be the same"


def _taken(host: Host, who: str) -> str:
    return f"The host {host.name} is taken by {who}."


def _unusable(host: Host, error: BaseException) -> str:
    return f"The host {host.name} cannot be used: {_said(error)}."


def _who() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no entry in the system's list of users
        user = "somebody"
    return f"{user} on {platform.node()} since {strftime('%H:%M', localtime())}"


def _unreached(address: str, error: BaseException) -> str:
    return f"No scheduler can be used at {address}: {_said(error)}."


def _said(error: BaseException) -> str:
    """What an error says, in one line without a full stop."""
    text = " ".join(str(error).split()).partition(" More info at")[0] or type(error).__name__
    return text.rstrip(".")
