"""The other machines that a run can be made on, and how they are reached."""

import ipaddress
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from explorer import regular
from explorer.refused import RefusedError

LARGEST = 2**20
"""Bytes of a scheduler file or of a certificate; a larger one is none."""
LOCAL = "local"
"""In place of an address: a cluster of one worker on this machine, for trying it out."""


class ClusterError(RefusedError):
    """A cluster, or a host of it, cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class Reach:
    """How a scheduler is reached.

    `address` is as Dask writes it, `tcp://host:8786`, or `LOCAL`. With `ca_file`, `cert` and `key`
    the connection is encrypted and both sides show who they are. `insecure` allows one without
    that to another machine.
    """

    address: str
    ca_file: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    insecure: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether all is there that TLS needs."""
        return None not in (self.ca_file, self.cert, self.key)


@dataclass(frozen=True)
class Host:
    """A worker of a cluster that a run can be made on.

    `name` is unlike those of the cluster's others, `worker` its address there. `facts` are those
    of its `machine`, `most` and `offered` the thread counts that it allows and offers, as
    `measure.machine` says them. Where it cannot be used, `problem` says why, as the end of a
    sentence.
    """

    name: str
    worker: str
    facts: Mapping[str, Any]
    machine: str = ""
    most: int = 1
    offered: tuple[int, ...] = (1,)
    problem: str = ""

    @property
    def in_words(self) -> str:
        """What it is: processor, cores, version of Numba, load; or why it cannot be used."""
        if self.problem:
            return f"The host {self.name} {self.problem}."
        cores, load = self.facts.get("cores_usable"), self.facts.get("load_1min")
        versions = self.facts.get("versions") or {}
        parts = (
            self.facts.get("cpu"),
            f"{cores} core{'' if cores == 1 else 's'}" if cores else None,
            f"Numba {versions['numba']}" if versions.get("numba") else None,
            f"Python {self.facts['python']}" if self.facts.get("python") else None,
            f"load {load:.1f} when it was asked" if isinstance(load, float) else None,
        )
        return ", ".join(str(part) for part in parts if part)


@dataclass(frozen=True)
class AtHand:
    """A cluster that is connected: how it is reached, and its hosts that can be used."""

    reach: Reach
    hosts: tuple[Host, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """How many workers to try: 1, 2, 4 … and all; one that is started here has two."""
        most = 2 if self.reach.address == LOCAL else len(self.hosts)
        powers = (2**power for power in range(most.bit_length()))
        return tuple(sorted({*(number for number in powers if number <= most), most}))


def checked(reach: Reach) -> Reach:
    """Return how a scheduler is reached, a scheduler file read; raises ClusterError."""
    address = reach.address
    if address == LOCAL:
        return reach
    if "://" not in address and Path(address).suffix == ".json":
        address = _address_in(Path(address))
    if "://" not in address:
        address = f"{'tls' if reach.encrypted else 'tcp'}://{address}"
    for path in (reach.ca_file, reach.cert, reach.key):
        if path is not None and not os.path.isfile(path):
            raise ClusterError(f"There is no file “{path}”.")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("tcp", "tls") or not port:
        raise ClusterError(
            f"“{reach.address}” is no address of a scheduler, such as tcp://host:8786, no "
            f"scheduler file, and not “{LOCAL}”."
        )
    if parts.scheme == "tls" and not reach.encrypted:
        raise ClusterError(
            f"“{address}” is encrypted: give the files of the authority, the certificate and the "
            "key (--tls-ca-file, --tls-cert, --tls-key)."
        )
    if parts.scheme == "tcp" and reach.encrypted:
        raise ClusterError(
            f"“{address}” is not encrypted, but files for encryption are given: write tls://, or "
            "leave them out."
        )
    if parts.scheme == "tcp" and not _is_loopback(host) and not reach.insecure:
        raise ClusterError(
            f"“{address}” is another machine and not encrypted: anybody between could read and "
            "change what is sent, and run code on both. Use tls:// with its files, or allow it "
            "(--insecure)."
        )
    return Reach(address, reach.ca_file, reach.cert, reach.key, reach.insecure)


def chosen(hosts: Sequence[Host], names: Sequence[str]) -> list[Host]:
    """Return the hosts of these names, `all` that can be used, or the only one for none.

    Raises ClusterError where a name is not one of theirs, or a host cannot be used.
    """
    listed = ", ".join(host.name for host in hosts)
    if not hosts:
        raise ClusterError("The cluster has no worker.")
    if not names and len(hosts) > 1:
        raise ClusterError(
            f"The cluster has several hosts, {listed}: name one with --hosts, or --hosts all."
        )
    unknown = [name for name in names if name != "all" and name not in [h.name for h in hosts]]
    if unknown:
        raise ClusterError(f"The cluster has no host “{unknown[0]}”; it has {listed}.")
    found = [host for host in hosts if not names or "all" in names or host.name in names]
    if "all" in names:
        found = [host for host in found if not host.problem] or found
    for host in found:
        if host.problem:
            raise ClusterError(f"The host {host.name} {host.problem}.")
    return found


def names_of(workers: dict[str, tuple[dict[str, Any], str]]) -> dict[str, str]:
    """A name for each worker: the one it was given, its host's, or its address.

    Those of a cluster that Dask starts have numbers.
    """
    given = {
        worker: host if (name := str(info["name"])) == worker or name.isdigit() else name
        for worker, (info, host) in workers.items()
    }
    named = {worker: str(name) or worker for worker, name in given.items()}
    times = Counter(named.values())
    return {w: name if times[name] == 1 else f"{name} ({w})" for w, name in named.items()}


def _address_in(path: Path) -> str:
    try:
        content = json.loads(regular.content(path, LARGEST))
        return str(content["address"])
    except OSError as error:
        raise ClusterError(f"“{path}” cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ClusterError(f"“{path}” is no scheduler file: it names no address.") from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
