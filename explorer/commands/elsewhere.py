"""`numba-explorer measure --cluster`: measuring on other machines."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.callers.remote import RemoteCallers, sent
from explorer.callers.remote import asked as asked_there
from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, SOME_FAILED, CommandError, complain, say
from explorer.commands.callers import Ask, AtOnce, callers_of
from explorer.commands.columns import columns
from explorer.commands.finishing import finish
from explorer.commands.named import connected, fitting_kernel
from explorer.commands.parsers.groups import asked
from explorer.commands.progress import Screen
from explorer.commands.reporting import unexpected
from explorer.commands.stopping import journalled, over, stoppable
from explorer.history import keeping
from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure.asking import plan_of
from explorer.measure.hosts import Host, chosen
from explorer.measure.place import placed_on, start
from explorer.measure.plan import Plan, PlanError
from explorer.measure.transport import LostError, Transport, received
from explorer.regular import is_folder
from explorer.results import wording
from explorer.results.fold import apply
from explorer.results.journal import Journal, default_folder
from explorer.results.record import Run
from explorer.results.words.answer import answer
from explorer.units import count, listed, seconds

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster


_ALONE = ("extend", "before", "python", "other", "interpreter", "process")
"""What cannot be asked for together with other machines."""


def measure_elsewhere(options: argparse.Namespace) -> int:
    """Measure on the hosts that are asked for, all at the same time; returns the exit status."""
    for name in _ALONE:
        if getattr(options, name, None) is not None:
            raise CommandError(f"--{name} is for this machine: leave --cluster or --{name} out.")
    if options.kernel is not None and is_folder(options.kernel):
        raise CommandError("--cluster is for one kernel, not for a folder.")
    if options.workers is not None:
        from explorer.commands.spreading import measure_spread

        return measure_spread(options)
    outputs.check(options.output)
    numbers = callers_of(options)
    kernel = fitting_kernel(options)
    with connected(options) as cluster:
        there = cluster.hosts()
        hosts = chosen(there, options.hosts)
        for host in there if "all" in options.hosts else ():
            if host not in hosts:
                complain(f"Left out: {host.in_words}")
        for name in ("against", "callers") if len(hosts) > 1 else ():
            if getattr(options, name) is not None:
                raise CommandError(f"--{name} is for one host: name it with --hosts.")
        plans = [_plan(kernel, host, options, alone=len(hosts) == 1) for host in hosts]
        if len(hosts) == 1:
            running = start(plans[0], kernel, placed_on(hosts[0], cluster))
            asking = partial(_asking, cluster, hosts[0], kernel)
            callers = AtOnce(numbers, asking) if numbers else None
            with journalled() as kept:
                return finish(running, kernel, kept, options, callers=callers)
        return _measure_on_each(cluster, kernel, hosts, plans, options)


@contextmanager
def _asking(cluster: Cluster, host: Host, kernel: Kernel) -> Iterator[Ask]:
    """Ask a host how its callers are served; raises ClusterError where it is not free."""
    (there,) = cluster.residents([host], RemoteCallers, [sent(kernel)])
    with closing(there):
        yield partial(asked_there, there)


def _plan(kernel: Kernel, host: Host, options: argparse.Namespace, alone: bool) -> Plan:
    try:
        return plan_of(kernel, host.most, host.offered, **asked(options))
    except PlanError as error:
        raise CommandError(str(error) if alone else f"On {host.name}: {error}") from error


@dataclass
class _Pull:
    """A run on one host while it is pulled, by a thread of its own."""

    host: Host
    running: Transport
    kept: Journal
    run: Run | None = None
    trouble: str = ""

    def all(self, screen: Screen, lock: threading.Lock) -> None:
        """Pull it to its end."""
        try:
            for event in received(self.running):
                self.run = apply(self.run, event)
                with lock:
                    screen.warn(self.kept.append(event))
        except (KernelError, LostError) as error:
            self.trouble = str(error)
        self.run = over(self.run, self.kept, self.trouble)


def _measure_on_each(
    cluster: Cluster,
    kernel: Kernel,
    hosts: list[Host],
    plans: list[Plan],
    options: argparse.Namespace,
) -> int:
    """Measure the same on each host at the same time; say which is fastest, save a file of each."""
    screen, lock = Screen(sys.stderr), threading.Lock()
    complain(*_together(hosts))
    pulls: list[_Pull] = []
    threads: list[threading.Thread] = []
    ended_by = OK
    try:
        with stoppable() as stopped:
            for host, plan in zip(hosts, plans, strict=True):
                running = start(plan, kernel, placed_on(host, cluster))
                pull = _Pull(host, running, Journal(default_folder()))
                pulls.append(pull)
                threads.append(threading.Thread(target=pull.all, args=(screen, lock)))
                threads[-1].start()
            for thread in threads:
                thread.join()
    except KeyboardInterrupt:
        ended_by = 128 + stopped[0]
    finally:
        for pull in pulls:
            pull.running.kill()
        for thread in threads:
            thread.join()
        for pull in pulls:
            pull.running.close()
    return _told(pulls, kernel, options) or ended_by


def _told(pulls: list[_Pull], kernel: Kernel, options: argparse.Namespace) -> int:
    """Keep, save and say what came out; returns the exit status."""
    failed, problems = [], []
    for pull in pulls:
        trouble = keeping.settle(pull.run, pull.kept)
        problems += [trouble] if trouble else []
        if pull.run is not None:
            paths = [_of_host(path, pull.host) for path in options.output]
            failed += outputs.save(pull.run, kernel, paths)
            problems += [f"{pull.host.name}: {s}" for s in unexpected(pull.run, kernel)]
        problems += [pull.trouble] if pull.trouble else []
        pull.kept.close()
    runs = [(pull.host, pull.run) for pull in pulls if pull.run is not None]
    if runs:
        say(side_by_side(runs))
    for host, run in runs:
        say(f"\n{host.name}: " + "\n".join(answer(run, kernel)))
    complain(*problems, *failed)
    return REFUSED if failed else SOME_FAILED if problems else OK


def side_by_side(runs: list[tuple[Host, Run]]) -> str:
    """Return a table of the hosts, with the fastest right variant of each at every size."""
    sizes = sorted({size for _, run in runs for size in run.plan.sizes})
    head = [
        "Host",
        "CPU",
        "Cores",
        *(f"{runs[0][1].plan.axis} = {count(n)}" for n in sizes),
    ]
    rows = []
    for host, run in runs:
        best = [_best(run, size) for size in sizes]
        facts = run.machine
        rows.append([host.name, str(facts.get("cpu")), str(facts.get("cores_usable")), *best])
    return columns([head, *rows], frozenset(range(2, len(head))))


def _best(run: Run, size: int) -> str:
    """The fastest variant at a size whose result is right, and its time."""
    known = [r for r in run.points.values() if r.point.size == size and r.trusted and r.estimate]
    if not known:
        return "–"
    best = min(known, key=lambda record: record.estimate.median_s if record.estimate else 0.0)
    assert best.estimate is not None
    return f"{seconds(best.estimate.median_s)} {wording.named(run, best)}"


def _together(hosts: list[Host]) -> list[str]:
    """A sentence for each machine that several of the hosts are on."""
    named: dict[str, list[str]] = {}
    for host in hosts:
        named.setdefault(str(host.machine), []).append(host.name)
    return [
        f"{listed(names)} are on one machine, {machine}: their times disturb each other."
        for machine, names in named.items()
        if len(names) > 1
    ]


def _of_host(path: Path, host: Host) -> Path:
    """The file of one host: its name before the ending, less what a file name cannot hold."""
    name = "".join(letter if letter.isalnum() or letter in "-._" else "-" for letter in host.name)
    return path.with_name(f"{path.stem}-{name}{path.suffix}")
