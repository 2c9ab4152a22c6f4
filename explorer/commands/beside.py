"""`numba-explorer measure --before`, `--python` and `--other`: two runs whose rounds alternate."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from explorer.commands import outputs
from explorer.commands.answers import (
    OK,
    REFUSED,
    SOME_FAILED,
    CommandError,
    NothingToDoError,
    complain,
    say,
)
from explorer.commands.compare import compared, verdict
from explorer.commands.progress import Screen
from explorer.commands.reporting import unexpected
from explorer.commands.stopping import journalled, over, stoppable
from explorer.history import keeping
from explorer.history.archive import Archive, HistoryError
from explorer.history.entry import Entry
from explorer.history.index import Wanted
from explorer.kernels.finding import is_code, open_file, parted
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.reading import home_of
from explorer.kernels.together import laid_out, together
from explorer.measure import git
from explorer.measure.beside import Side, SideBySide
from explorer.measure.interpreter import of_environment
from explorer.measure.options import SEPARATE
from explorer.measure.otherwise import LEFT_OPEN, otherwise
from explorer.measure.plan import Baseline, Plan
from explorer.measure.pythons import measures
from explorer.measure.scratch import Scratch
from explorer.measure.transport import LostError
from explorer.results.contrast.contrasts import contrasts
from explorer.results.contrast.doubts import BY_CHANCE
from explorer.results.contrast.pairs import pairs_needed
from explorer.results.fold import apply
from explorer.results.journal import Journal
from explorer.results.opening import open_run
from explorer.results.record import Run
from explorer.units import seconds

LEAST = 8
"""Pairs of processes, where fewer would show a change among so few points."""
SPARE = 1
"""More than it takes where all point the same way: one may differ, if by little."""


@dataclass(frozen=True)
class Source:
    """An earlier source: its kernel, what it is called, where its file lay, and its commit."""

    kernel: Kernel
    name: str
    file: str
    commit: str = ""


def measure_beside(plan: Plan, kernel: Kernel, options: argparse.Namespace) -> int:
    """Measure both sides, say what differs, keep and save; returns the exit status."""
    with _sides(plan, kernel, options) as (names, sides):
        repeats, most_s = sides[0].plan.repeats, 2 * sides[0].plan.repeats * plan.budget_s
        complain(
            f"{names[0]} and {names[1]}, round by round in "
            f"{'one pair' if repeats == 1 else f'{repeats} pairs'} of processes: at most "
            f"{seconds(most_s, 2)}, and compiling."
        )
        with journalled() as first, journalled() as second:
            (before, now), ended_by = _pulled(SideBySide(*sides), (first, second))
            settled = [keeping.settle(before, first), keeping.settle(now, second)]
    troubles = [trouble for trouble in settled if trouble]
    if before is None or now is None:
        return ended_by
    failed = outputs.save(now, kernel, options.output, others=(before,))
    found = contrasts(before, now)
    titles = found.sides.before, found.sides.now
    for title, name, run in zip(titles, names, (before, now), strict=True):
        say(f"{title + ':':<{1 + max(map(len, titles))}} {_called(name, run)}")
    say("")
    say(compared(found))
    problems = unexpected(now, kernel)
    complain(*problems, *troubles, *failed)
    status = verdict(found, options.fail_above) or (SOME_FAILED if problems else OK)
    return ended_by or (REFUSED if failed or troubles else status)


def _called(name: str, run: Run) -> str:
    """The name of a side with the versions that it was measured with."""
    parts = [f"Python {run.machine.get('python')}"]
    known = ((title, run.version(key)) for key, title in _VERSIONS)
    parts += [f"{title} {version}" for title, version in known if version]
    return f"{name} ({', '.join(parts)})"


_VERSIONS = (("numba", "Numba"), ("numpy", "NumPy"))


def _pulled(
    both: SideBySide, kept: tuple[Journal, Journal]
) -> tuple[tuple[Run | None, Run | None], int]:
    """Measure, showing the progress; returns both runs, and the exit status if it was stopped."""
    screen = Screen(sys.stderr)
    runs: list[Run | None] = [None, None]
    events, lost = both.events(), ""
    with stoppable() as stopped:
        try:
            for number, event in events:
                runs[number] = apply(runs[number], event)
                screen.warn(kept[number].append(event))
                screen.show(event)
                if stopped:
                    break
        except KeyboardInterrupt:
            pass  # what was measured so far is kept
        except LostError as error:
            lost = str(error)
        finally:
            both.kill()
            events.close()
            screen.clear()
    before, now = (over(run, journal, lost) for run, journal in zip(runs, kept, strict=True))
    if lost:
        complain(lost)
        return (before, now), SOME_FAILED
    whole = all(run is not None and run.finished != "stopped" for run in (before, now))
    return (before, now), 0 if whole else 128 + (stopped[0] if stopped else signal.SIGINT)


@contextmanager
def _sides(
    plan: Plan, kernel: Kernel, options: argparse.Namespace
) -> Iterator[tuple[tuple[str, str], tuple[Side, Side]]]:
    """What the two are called, and how each is measured; before comes first."""
    points = len(plan.sizes) * len(plan.threads) * len(plan.variants)
    enough = pairs_needed(points, BY_CHANCE) + SPARE
    repeats = options.repeats or max(LEAST, enough)
    plan = replace(plan, repeats=repeats, process=SEPARATE)
    reason = "it is measured beside another"
    now = Side(plan, kernel, reason, measures(kernel.path))
    if options.other is not None:
        yield _placed_otherwise(now, dict(options.other))
        return
    if options.python is not None:
        other = of_environment(options.python)
        # what is asked about is the other one: it is what came later
        yield (now.interpreter.program, other.program), (now, replace(now, interpreter=other))
        return
    with _source(kernel, options.before) as earlier:
        shared = tuple(v for v in plan.variants if v in earlier.kernel.variant_names)
        if not shared:
            raise CommandError(
                f"“{earlier.name}” has none of {', '.join(plan.variants)}: nothing to compare."
            )
        ref = replace(plan.kernel, sha256=earlier.kernel.sha256)
        then = replace(plan, kernel=ref, variants=shared)
        if plan.baseline.variant not in shared:
            then = replace(then, baseline=Baseline(shared[0]))
        places = (kernel.path, *(one.path for one in kernel.elsewhere))
        homes = dict.fromkeys(str(home_of(place)[0]) for place in places)
        interpreter = replace(now.interpreter, first=tuple(homes))
        before = Side(then, earlier.kernel, reason, interpreter, earlier.file, earlier.commit)
        yield (earlier.name, str(kernel.path)), (before, now)


def _placed_otherwise(
    now: Side, wanted: dict[str, Any]
) -> tuple[tuple[str, str], tuple[Side, Side]]:
    """Both sides where other threads, or threads at other places, measure the same."""
    plan, other = otherwise(now.plan, wanted)
    if plan == other:
        raise CommandError("--other: both sides are the same, there is nothing to compare.")

    def named(side: Plan) -> str:
        return ", ".join(f"{name}={getattr(side, name) or LEFT_OPEN}" for name in wanted)

    return (named(plan), named(other)), (replace(now, plan=plan), replace(now, plan=other))


@contextmanager
def _source(kernel: Kernel, named: str) -> Iterator[Source]:
    """The earlier source that is named: a file, a saved run, a run of the history, a commit."""
    path, function = parted(named)
    if is_code(path) and os.path.exists(path):
        yield Source(_opened(kernel, path, function), named, str(path))
        return
    files, commit = _kept(kernel, named)
    if files is None:
        known = (
            f"--before “{named}”: name a Python file, a saved run or a named run of the history "
            "whose source is kept, or a commit of git."
        )
        raise CommandError(" ".join(filter(None, (known, git.hindrance(kernel.path)))))
    with Scratch() as folder:
        name = f"{kernel.path.name} of {named}"
        path = laid_out(Path(folder), files)
        yield Source(_opened(kernel, path, None), name, str(kernel.path), commit)


def _opened(kernel: Kernel, path: Path, function: str | None) -> Kernel:
    found = open_file(path, function or kernel.function, kernel.arguments)
    if found.sha256 == kernel.sha256:
        raise NothingToDoError("Both sources are the same: nothing is measured or saved.")
    return found


def _kept(kernel: Kernel, named: str) -> tuple[dict[str, bytes] | None, str]:
    """The files of a saved run, of a run of the history by its name, or of a commit; which one."""
    archive = Archive()
    if os.path.exists(named):
        run = open_run(Path(named))
        return _alone(kernel, archive.source_of(run.plan.kernel.sha256)), run.commit
    found: Sequence[Entry] = ()
    with suppress(HistoryError):
        found = archive.find(Wanted(kernel=kernel.name, name=named))
    if found:
        return _alone(kernel, archive.source(found[0])), found[0].commit
    commit = git.hash_of(kernel.path, named)
    try:
        return together(kernel.path, partial(_at, commit)) if commit else None, commit
    except KernelError as error:
        raise CommandError(f"--before “{named}”: {error}") from error


def _alone(kernel: Kernel, text: str | None) -> dict[str, bytes] | None:
    return None if text is None else {kernel.path.name: text.encode()}


def _at(commit: str, path: Path) -> bytes:
    """What a file was at a commit; raises KernelError where git does not know."""
    content = git.content_at(path, commit)
    if content is None:
        short = git.in_short(commit)
        raise KernelError(f"“{path}” is not in the commit {short}, or git cannot read it there.")
    return content
