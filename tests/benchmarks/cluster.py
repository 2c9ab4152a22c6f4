"""Measuring on a cluster's worker: as exact as here, and what it looks like when things go wrong.

    python tests/benchmarks/cluster.py [--runs 20] [--only exact --kept ratios.json]

Starts a scheduler and two workers on this machine, processes of their own, encrypted, as the guide
says. Needs the extra `cluster`, and openssl for the certificates. Prints a line for each thing that
is made to happen: what was seen, and after how many seconds. With --kept, runs made in
parts, each on a quiet machine, are judged together.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pickle
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import psutil

from explorer.kernels.finding import find, open_file
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import plan_of
from explorer.measure.cluster import QUIET, Cluster
from explorer.measure.events import Compiling, Event, Measured
from explorer.measure.hosts import ClusterError, Host, Reach, chosen
from explorer.measure.options import SEPARATE
from explorer.measure.place import Placement, placed_on, start
from explorer.measure.plan import Plan, Point
from explorer.measure.transport import LostError, Transport, received
from explorer.results.fold import fold
from explorer.results.record import Run
from explorer.starting import ROOT
from explorer.workers.facts import Spread
from explorer.workers.share import RemoteShare
from explorer.workers.text import sentences

ENDLESS = """
import numba

def make_args(n):
    return (n,)

@numba.njit
def good(n):
    return n

@numba.njit
def endless(n):
    total = 1
    while total > 0:
        total = (total * 3) % 1000003
    return total
"""
_LAUNCH = "import sys; {before}; from dask.__main__ import main; sys.argv[0] = 'dask'; main()"
_WITHOUT = "sys.modules['explorer'] = None"
_OTHER = "import explorer.version; explorer.version.__version__ = '0.0.9'"


@dataclass(frozen=True)
class Certificates:
    """Files of TLS."""

    ca: Path
    cert: Path
    key: Path

    @property
    def flags(self) -> list[str]:
        return ["--tls-ca-file", str(self.ca), "--tls-cert", str(self.cert), "--tls-key",
                str(self.key)]  # fmt: skip


def certificates(folder: Path, name: str) -> Certificates:
    """Make an authority and one certificate by it, for scheduler, workers and clients alike."""
    ca, ca_key = folder / f"{name}-ca.pem", folder / f"{name}-ca-key.pem"
    cert, key, ask = (folder / f"{name}-{part}.pem" for part in ("cert", "key", "ask"))
    for command in (
        f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={name} -keyout {ca_key} -out {ca}",
        f"req -newkey rsa:2048 -nodes -subj /CN={name}-node -keyout {key} -out {ask}",
        f"x509 -req -in {ask} -CA {ca} -CAkey {ca_key} -CAcreateserial -days 2 -out {cert}",
    ):
        subprocess.run(["openssl", *command.split()], check=True, capture_output=True)
    return Certificates(ca, cert, key)


class Here:
    """A scheduler and its workers on this machine."""

    def __init__(self, folder: Path, tls: Certificates) -> None:
        self.folder, self.tls = folder, tls
        self.file = folder / "scheduler.json"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.start_scheduler()

    @property
    def reach(self) -> Reach:
        return Reach(str(self.file), self.tls.ca, self.tls.cert, self.tls.key)

    def start_scheduler(self) -> None:
        self.file.unlink(missing_ok=True)
        place = ["--host", "tls://127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
        self._start("scheduler", "scheduler", *place, "--scheduler-file", str(self.file))
        _until(self.file.exists)

    def start_worker(self, name: str, before: str = "pass") -> None:
        self._start(name, "worker", "--scheduler-file", str(self.file), "--nthreads", "1",
                    "--memory-limit", "0", "--no-dashboard", "--name", name,
                    *([] if before == "pass" else ["--no-nanny"]), before=before)  # fmt: skip

    def pid(self, name: str) -> int:
        """The worker process itself, which its nanny keeps alive."""
        nanny = psutil.Process(self.processes[name].pid)
        found: list[int] = []

        def there() -> bool:
            found.clear()
            for process in nanny.children(recursive=True):
                with contextlib.suppress(psutil.Error):  # it has just ended
                    if "spawn" in " ".join(process.cmdline()):
                        found.append(process.pid)
            return bool(found)

        _until(there)
        return found[0]

    def end(self, name: str) -> None:
        process = self.processes.pop(name)
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
        process.kill()
        process.wait()

    def close(self) -> None:
        for name in list(self.processes):
            self.end(name)

    def _start(self, name: str, *arguments: str, before: str = "pass") -> None:
        quiet = {
            f"DASK_{k.upper().replace('.', '__').replace('-', '_')}": str(v)
            for k, v in QUIET.items()
        }
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH.format(before=before), *arguments, *self.tls.flags],
            stdout=log, stderr=log, env={**os.environ, **quiet},
        )  # fmt: skip


def _until(so: Callable[[], Any], seconds: float = 60.0) -> float:
    """Wait until something is so; returns after how many seconds."""
    began = time.monotonic()
    while not so():
        if time.monotonic() - began > seconds:
            raise TimeoutError(so)
        time.sleep(0.01)
    return time.monotonic() - began


def plain(kernel: Kernel, host: Host | None = None, **options: Any) -> Plan:
    given = {"budget_s": 3.0, "threads": "1", **options}
    return plan_of(kernel, host.most if host else 2, **given)


def host_of(cluster: Cluster, name: str) -> Host:
    """A host that has joined, waited for."""
    _until(lambda: name in [host.name for host in cluster.hosts()])
    return chosen(cluster.hosts(), [name])[0]


def pulled(
    running: Transport, on: Callable[[Event], None] | None = None
) -> tuple[list[Event], str]:
    """All events of a run, and what it said when it was lost."""
    events = []
    try:
        for event in received(running):
            events.append(event)
            if on is not None:
                on(event)
    except LostError as error:
        return events, str(error)
    finally:
        running.close()
    return events, ""


def say(what: str, seen: str) -> None:
    print(f"{what:<34} {seen}", flush=True)


class Kill:
    """Does something a little after a kind of event, and keeps when."""

    def __init__(
        self, kind: type[Event] | tuple[type[Event], ...], do: Callable[[], Any], after: float = 0.3
    ):
        self.kind, self.do, self.after = kind, do, after
        self.at = 0.0
        self.timer: threading.Timer | None = None

    def __call__(self, event: Event) -> None:
        if self.timer is None and isinstance(event, self.kind):
            self.timer = threading.Timer(self.after, self._now)
            self.timer.start()

    def _now(self) -> None:
        self.at = time.monotonic()
        self.do()


def failures(here: Here, cluster: Cluster, folder: Path) -> None:
    """Make each happen."""
    kernel = find("sum")
    endless = folder / "endless.py"
    endless.write_text(ENDLESS)
    own = open_file(endless)

    def measuring(name: str, **options: Any) -> Transport:
        host = host_of(cluster, name)
        return start(plain(kernel, host, **options), kernel, placed_on(host, cluster))

    long = {"precision": 0.001, "budget_s": 30.0}
    host = host_of(cluster, "left")
    running = start(plain(own), own, placed_on(host, cluster))
    stop = Kill(Compiling, running.kill, after=2.5)
    events, lost = pulled(running, stop)
    say(
        "Stop inside an endless native call",
        f"over after {time.monotonic() - stop.at:.2f} s; {lost or 'no error'}",
    )

    pid = here.pid("left")
    kill = Kill(Measured, lambda: os.kill(pid, signal.SIGKILL))
    events, lost = pulled(measuring("left", **long), kill)
    say(
        "kill -9 of the worker", f"after {time.monotonic() - kill.at:.2f} s, {kept(events)}: {lost}"
    )
    say("children left", f"none after {_until(lambda: not children(), 40):.1f} s")

    _until(lambda: here.pid("left") != pid)
    host = host_of(cluster, "left")
    events, lost = pulled(start(plain(kernel, host), kernel, placed_on(host, cluster)))
    say("measured there once more", f"{kept(events)} {lost}")

    frozen = here.pid("right")
    stopped = Kill(Measured, lambda: os.kill(frozen, signal.SIGSTOP))
    events, lost = pulled(measuring("right", **long), stopped)
    say(
        "worker frozen (STOP)",
        f"after {time.monotonic() - stopped.at:.2f} s, {kept(events)}: {lost}",
    )
    os.kill(frozen, signal.SIGCONT)
    say("children left", f"none after {_until(lambda: not children(), 40):.1f} s")

    first = measuring("left", **long)
    next(received(first))
    try:
        measuring("left").close()
    except ClusterError as error:
        say("a second user", str(error))
    first.close()

    here.start_worker("without", before=_WITHOUT)
    here.start_worker("other", before=_OTHER)
    for name in ("without", "other"):
        _until(lambda name=name: name in [host.name for host in cluster.hosts()])
        try:
            chosen(cluster.hosts(), [name])
            say(f"a worker {name}", "CAN BE USED")
        except ClusterError as error:
            alive = name in [host.name for host in cluster.hosts()]
            say(f"a worker {name}", f"{error} It {'is still there' if alive else 'IS GONE'}.")
        here.end(name)

    wrong = certificates(folder, "wrong")
    for what, reach in (
        ("a wrong certificate", Reach(str(here.file), wrong.ca, wrong.cert, wrong.key)),
        ("no scheduler", Reach("tcp://127.0.0.1:1")),
        ("another machine, not encrypted", Reach("tcp://10.0.0.1:8786")),
    ):
        began = time.monotonic()
        try:
            Cluster(reach).close()
            say(what, "CONNECTED")
        except ClusterError as error:
            say(what, f"after {time.monotonic() - began:.1f} s: {error}")

    client = subprocess.Popen(
        [sys.executable, "-m", "explorer", "measure", str(endless), "--cluster", str(here.file),
         "--hosts", "left", *here.tls.flags],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _until(lambda: len(children()) == 1)
    time.sleep(1.5)
    client.kill()
    client.wait()
    say("the client killed in a call", f"no child after {_until_gone():.1f} s")

    gone = Kill(Measured, lambda: here.end("scheduler"))
    events, lost = pulled(measuring("left", **long), gone)
    say("scheduler killed", f"after {time.monotonic() - gone.at:.2f} s, {kept(events)}: {lost}")
    say("children left", f"none after {_until(lambda: not children(), 40):.1f} s")


def _until_gone() -> float:
    """Wait until there is no child any more, not only between two; returns after how long."""
    began = last = time.monotonic()
    while time.monotonic() - last < 2.0:
        last = time.monotonic() if children() else last
        time.sleep(0.01)
    return last - began


def kept(events: list[Event]) -> str:
    run = fold(events)
    return f"{len(run.points) if run else 0} points kept"


def children() -> list[int]:
    """The measuring processes of this program that there are; another copy of it may be at work."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if {"explorer.measure.child", str(ROOT)} <= set(process.cmdline()):
                found.append(process.pid)
    return found


def as_exact(cluster: Cluster, runs: int, kept: Path | None) -> None:
    """Compare runs through the cluster with others here, by turns; add to those that are kept."""
    kernel, host = find("sum"), host_of(cluster, "left")
    options = {
        "sizes": "1e4,1e6",
        "variants": ("jit_nopython", "parallel_prange"),
        "threads": "1,2",
    }
    options |= {"budget_s": 1.5, "precision": 0.005}
    plan = plain(kernel, host, **options)
    ratios: dict[str, list[float]] = {}
    if kept is not None and kept.exists():
        ratios = msgspec.json.decode(kept.read_bytes(), type=dict[str, list[float]])
    done = max(map(len, ratios.values()), default=0)
    for number in range(done, done + runs):
        both: dict[str, Run] = {}
        for place in random.Random(number).sample(["here", "there"], 2):
            placement = (
                placed_on(host, cluster) if place == "there" else Placement(SEPARATE, "to compare")
            )
            run = fold(received(start(plan, kernel, placement)))
            assert run is not None
            both[place] = run
        for point, record in both["there"].points.items():
            other = both["here"].points.get(point)
            if record.estimate and other and other.estimate:
                ratios.setdefault(_named(point), []).append(
                    record.estimate.median_s / other.estimate.median_s
                )
        if kept is not None:
            kept.write_bytes(msgspec.json.encode(ratios))
    print(f"\ntimes through the cluster over times here, {done + runs} runs each, by turns")
    for name, found in ratios.items():
        low, high = _interval(sorted(found))
        print(f"  {name}  median {statistics.median(found):.4f} ({low:.4f} to {high:.4f})")


def _named(point: Point) -> str:
    return f"{point.variant:<16} n = {point.size:<9,} {point.threads} threads"


def pulls(cluster: Cluster, calls: int = 400) -> None:
    """Time what asking a worker's object takes, as each parcel of events does."""
    (there,) = cluster.residents([host_of(cluster, "left")], RemoteShare, [""])
    request = pickle.dumps(("nothing", ()))
    with contextlib.closing(there):
        spent: dict[str, list[float]] = {"ping": [], "empty call of a share": []}
        for _ in range(calls):
            for name, ask in (
                ("ping", there.actor.ping),
                ("empty call of a share", lambda: there.actor.ask(request)),
            ):
                began = time.perf_counter()
                there.answer(ask())
                spent[name].append(time.perf_counter() - began)
    for name, times in spent.items():
        least, middle = 1e3 * min(times), 1e3 * statistics.median(times)
        say(f"a {name}, with TLS", f"{least:.2f} ms at least, {middle:.2f} ms in the middle")


def spread(folder: Path) -> None:
    """Spread three kernels over both workers; the parts of a call beside its wall."""
    print("\nparts of a call beside its wall, with two workers")
    for name, sizes in (("stencil", "100,1000"), ("monte_carlo_pi", "1e5,1e7"), ("dot", "1e5,1e7")):
        target = folder / f"{name}.json"
        subprocess.run(
            [sys.executable, "-m", "explorer", "measure", name, "--cluster", "local", "--workers",
             "1,2", "--sizes", sizes, "--budget", "10", "--output", str(target)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        found = msgspec.json.decode(target.read_bytes(), type=Spread)
        for shared in found.strong:
            wall, parts = shared.wall.median_s, shared.parts_s
            say(
                f"  {name} {shared.size:,}, {shared.workers} workers",
                f"wall {1e3 * wall:.3f} ms, parts {parts / wall:.3f} of it; communication "
                f"{1e3 * shared.communication_s:.3f} ms, an idle call {1e3 * shared.idle_s:.3f} ms",
            )
        print("  " + "\n  ".join(sentences(found)))


def _interval(values: list[float]) -> tuple[float, float]:
    """The interval of the median by order statistics, 95 % (as a sign test)."""
    n = len(values)
    k = max(0, int(n / 2 - 0.98 * n**0.5))
    return values[k], values[n - 1 - k]


@contextmanager
def cluster_of(folder: Path) -> Iterator[tuple[Here, Cluster]]:
    here = Here(folder, certificates(folder, "right"))
    try:
        for name in ("left", "right"):
            here.start_worker(name)
        cluster = Cluster(here.reach)
        with contextlib.closing(cluster):
            yield here, cluster
    finally:
        here.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--kept", type=Path, help="ratios of runs that were made before")
    parser.add_argument("--only", choices=("failures", "exact", "spread"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, cluster_of(Path(folder)) as (here, cluster):
        if options.only in (None, "exact"):
            pulls(cluster)
            as_exact(cluster, options.runs, options.kept)
        if options.only in (None, "failures"):
            failures(here, cluster, Path(folder))
    if options.only in (None, "spread"):
        with tempfile.TemporaryDirectory() as folder:
            spread(Path(folder))


if __name__ == "__main__":
    main()
