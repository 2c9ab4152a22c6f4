"""`numba-explorer measure --cluster … --workers`: one kernel spread over several workers."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from explorer import atomic
from explorer.atomic import SaveError
from explorer.commands.answers import OK, SOME_FAILED, CommandError, complain, say
from explorer.commands.columns import columns
from explorer.commands.named import connected, fitting_kernel, on_the_cpu
from explorer.commands.parsers.groups import asked
from explorer.commands.progress import Screen
from explorer.commands.stopping import stoppable
from explorer.history import found as findings
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import plan_of, ref_to
from explorer.measure.hosts import Host, chosen
from explorer.measure.transport import LostError
from explorer.results.pictures.shares import shares_picture
from explorer.units import parse_count
from explorer.workers.facts import Seat, Spread
from explorer.workers.finding import SpreadError, find_way
from explorer.workers.measuring import Plan, Telling, measure
from explorer.workers.share import RemoteShare
from explorer.workers.team import Team
from explorer.workers.text import sentences, strong_rows, weak_rows

MOST = 1024
ENDINGS = (".json", ".svg")


def measure_spread(options: argparse.Namespace) -> int:
    """Measure, print and save; returns the exit status."""
    numbers = _numbers(options.workers)
    _check(options)
    found: Spread | None = None
    trouble, status = "", OK
    screen = Screen(sys.stderr)
    try:
        kernel = fitting_kernel(options)
        with connected(options, max(numbers)) as cluster, stoppable() as stopped:
            hosts = _enough(cluster.hosts(), options, max(numbers))
            plan = _plan(kernel, hosts, numbers, options, screen.tell)
            residents = cluster.residents(hosts, RemoteShare, [""] * len(hosts))
            try:
                for sofar in measure(Team(residents), plan, screen.tell):
                    found = sofar
            except (SpreadError, LostError) as error:
                trouble, status = str(error), SOME_FAILED
            except KeyboardInterrupt:
                status = 128 + stopped[0]
            finally:
                for resident in residents:
                    resident.kill()
                for resident in residents:
                    resident.close()
    finally:
        screen.clear()
    if found is not None:
        say(report(found))
        complain(*found.wrong)
        _save(found, options.output)
        _keep(found, kernel, plan)
    complain(trouble)
    return status or (SOME_FAILED if found is None or found.wrong else OK)


def report(found: Spread) -> str:
    """Return what is printed."""
    strong, weak = strong_rows(found), weak_rows(found)
    parts = ["\n".join(sentences(found))]
    if len(strong) > 1:
        parts.insert(0, "The same work for all:\n" + columns(strong, frozenset(range(1, 7))))
    if len(weak) > 1:
        title = "As much work for each as one has:"
        parts.insert(1, f"{title}\n" + columns(weak, frozenset(range(1, 7))))
    return "\n\n".join(parts)


def _numbers(written: str) -> tuple[int, ...]:
    try:
        found = {parse_count(part) for part in written.split(",")}
    except ValueError as error:
        raise CommandError(f"--workers: {error}") from error
    if max(found) > MOST:
        raise CommandError(f"--workers: {max(found):,} is too many; allowed are 1 to {MOST:,}.")
    return tuple(sorted({1, *found}))


def _check(options: argparse.Namespace) -> None:
    """See that nothing is asked for that spreading does not have."""
    for path in options.output:
        if path.suffix.lower() not in ENDINGS:
            raise CommandError(f"“{path}”: with --workers, {' and '.join(ENDINGS)} can be saved.")
    if options.against is not None:
        raise CommandError("--against is for a run: leave it or --workers out.")


def _enough(hosts: Sequence[Host], options: argparse.Namespace, number: int) -> list[Host]:
    """The first workers of those that are named, or of all that can be used."""
    usable = [host for host in hosts if not host.problem]
    named = chosen(hosts, options.hosts) if options.hosts else usable
    if len(named) < number:
        of = "named" if options.hosts else "to be had"
        problems = "".join(f" {host.in_words}" for host in hosts if host.problem)
        there = f"{len(named) or 'none'} of them {'is' if len(named) == 1 else 'are'} {of}"
        raise CommandError(f"--workers {number}: {there}.{problems}")
    return list(named[:number])


def _plan(kernel: Kernel, hosts: Sequence[Host], numbers: tuple[int, ...],
          options: argparse.Namespace, tell: Telling) -> Plan:  # fmt: skip
    asks = plan_of(kernel, hosts[0].most, hosts[0].offered, **asked(options))
    tell("trying how the kernel can be spread", 0.0)
    way = find_way(kernel, asks.dtype, asks.sizes, complain)
    named = asks.variants if options.variants else None
    here = on_the_cpu(kernel, named, asks.variants)
    compiled = [n for n in here if kernel.variant(n).compiled or kernel.is_threaded(n)]
    return Plan(
        kernel=kernel,
        way=way,
        variants=tuple(compiled) or here,
        sizes=asks.sizes,
        numbers=numbers,
        seats=seats(hosts, max(asks.threads)),
        dtype=asks.dtype,
        itemsize=asks.itemsize,
        budget_s=asks.budget_s,
        seed=asks.seed,
    )


def seats(hosts: Sequence[Host], most: int) -> tuple[Seat, ...]:
    """Return where the workers are; those on one machine share its cores."""
    sharing = Counter(host.machine for host in hosts)
    return tuple(
        Seat(
            name=host.name,
            machine=host.machine,
            cpu=str(host.facts.get("cpu")),
            cores=min(host.most, most),
            threads=max(1, min(host.most, most) // sharing[host.machine]),
            load=float(host.facts.get("load_1min") or 0.0),
        )
        for host in hosts
    )


def _keep(found: Spread, kernel: Kernel, plan: Plan) -> None:
    """Have it in the history, for whatever run of this source is opened."""
    complain(findings.keep(ref_to(kernel), findings.of_workers(plan.dtype), found))


def _save(found: Spread, paths: Sequence[Path]) -> None:
    for path in paths:
        if path.suffix.lower() == ".svg":
            text = shares_picture(found).encode()
        else:
            text = msgspec.json.format(msgspec.json.encode(found))
        try:
            atomic.write(path, text)
        except SaveError as error:
            complain(str(error))
