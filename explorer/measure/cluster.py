"""Measuring on the workers of a Dask cluster; the only module that knows Dask.

Whoever connects to a scheduler trusts it, and it trusts them: both run code of each other.
"""

import asyncio
import contextlib
import logging
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.measure import encryption, remote
from explorer.measure.cluster_run import ClusterRun
from explorer.measure.hosts import LOCAL, ClusterError, Host, Reach, checked, chosen, names_of
from explorer.measure.plan import Plan
from explorer.measure.reserving import Reserved, taken
from explorer.measure.resident import ANSWER_S, GONE, Resident, is_taken, said, unusable
from explorer.measure.steering import After
from explorer.starting import nothing_of_the_current_folder
from explorer.version import __version__

try:
    import distributed
    from dask import config
    from distributed.comm import CommClosedError
except ImportError:
    distributed = None

CONNECT_S = 5.0
QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "10s",
    "distributed.admin.tick.limit": "1m",  # else each such tick is logged as a loop that hung
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "10s",
}
"""Settings with which a worker that waits takes 0.4 % of a core in place of 2 to 5 %."""
NEEDED = "Measuring on a cluster needs dask.distributed: pip install “numba-explorer[cluster]”."


class Cluster:
    """A connection to a scheduler. Close it."""

    def __init__(self, reach: Reach, workers: int = 1) -> None:
        """Connect; raises ClusterError in one sentence.

        So many `workers` has a cluster that is started here.
        """
        if distributed is None:
            raise ClusterError(NEEDED)
        self.reach = checked(reach)
        encryption.check(self.reach)
        for name in ("distributed", "distributed.client"):  # what matters is raised here
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._own: Any = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of other versions of Dask and NumPy
                if self.reach.address == LOCAL:
                    self._own = _started(workers)
                self._client = _connected(self._own or self.reach.address, self.reach)
        except Exception as error:  # whatever is said there may be no scheduler's
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
            workers = self._workers()
            versions = self._asked(_asking_version(), list(workers))
            same = [worker for worker in workers if versions.get(worker) == __version__]
            found = self._asked(remote.hello, same)
        except (TimeoutError, *GONE) as error:
            raise ClusterError(_unreached(self.reach.address, error)) from error
        names = names_of({w: (workers[w], found.get(w, {}).get("host", "")) for w in workers})
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
        (host,) = self._free([host])
        job = remote.job_of(plan, kernel, host.name, reason, after)
        return ClusterRun(self._client, host, job)

    def residents(
        self, hosts: Sequence[Host], kind: type[Reserved], jobs: Sequence[str]
    ) -> list[Resident]:
        """Put one of a kind on each host; raises ClusterError where one is gone, taken or busy."""
        made: list[Resident] = []
        try:
            for host, job in zip(self._free(hosts), jobs, strict=True):
                made.append(Resident(self._client, host, kind, job))
        except BaseException:
            for there in made:
                there.close()
            raise
        return made

    def _free(self, wanted: Sequence[Host]) -> list[Host]:
        """The hosts of these names as they are now; raises ClusterError where one is not free."""
        now = {host.name: host for host in self.hosts()}
        for host in wanted:
            if host.name not in now:
                raise ClusterError(f"The host {host.name} is not there any more.")
        names = [host.name for host in wanted]
        hosts = sorted(chosen(list(now.values()), names), key=lambda host: names.index(host.name))
        try:
            found = self._asked(taken, [host.worker for host in hosts])
        except (TimeoutError, *GONE) as error:
            raise ClusterError(unusable(hosts[0], error)) from error
        for host in hosts:
            if found.get(host.worker):
                raise ClusterError(is_taken(host, found[host.worker]))
        return hosts

    def _workers(self) -> dict[str, Any]:
        """What the scheduler says of each worker; as `Client.scheduler_info`, in time.

        That keeps what it knew before where it is not answered, and nothing where it is closed.
        """
        client = self._client
        client.sync(client._update_scheduler_info, n_workers=-1, callback_timeout=ANSWER_S)
        if client.status != "running":
            raise ClusterError(
                f"The connection to the scheduler at {self.reach.address} is gone: connect again."
            )
        found: dict[str, Any] = client._scheduler_identity["workers"]
        return found

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


def _connected(where: Any, reach: Reach) -> Any:
    """Return a client that is connected; raises whatever is wrong there."""

    class Client(distributed.Client):  # type: ignore[misc]
        """Gives up on what lets itself be connected to and says nothing then.

        A frozen scheduler does that, and much that is none; Dask waits for it for ever.
        """

        async def _start(self, **given: Any) -> Any:
            try:
                return await asyncio.wait_for(super()._start(**given), 1.2 * CONNECT_S)
            except BaseException:
                await self._close(fast=True)
                raise

    return Client(where, timeout=CONNECT_S, security=_security(reach), name="numba-explorer")


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


def _started(workers: int) -> Any:
    """Start a cluster of so many workers, which this machine alone can reach."""
    with config.set(QUIET), nothing_of_the_current_folder():
        return distributed.LocalCluster(
            n_workers=workers,
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


def _unfit(version: str | None) -> str:
    if version is None:
        return "has no Numba Explorer: install it there"
    return f"has Numba Explorer {version}, this is {__version__}: they have to be the same"


def _unreached(address: str, error: BaseException) -> str:
    if isinstance(error, (CommClosedError, ConnectionError)):
        encrypted = address.startswith("tls:")
        why = "does not encrypt, refuses our certificate" if encrypted else "encrypts (tls://)"
        told = f"the connection was closed there; perhaps it {why}, or is none"
    elif isinstance(error, TimeoutError) and not str(error):
        told = f"it has not answered for {CONNECT_S:g} s"
    elif isinstance(error, (OSError, RuntimeError, ImportError)):
        told = said(error)
    else:
        told = "it does not answer as one"
    return f"No scheduler can be used at {address}: {told}."
