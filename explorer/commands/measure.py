"""`numba-explorer measure`: measuring without a window."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from explorer.callers import text as callers_text
from explorer.callers.asking import ask
from explorer.callers.facts import Job
from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, SOME_FAILED, CommandError, complain, say
from explorer.commands.columns import columns
from explorer.commands.compare import compared
from explorer.commands.extending import plan_to_add, to_extend
from explorer.commands.parsers.groups import asked
from explorer.commands.progress import Screen
from explorer.commands.stopping import journalled, over, stoppable
from explorer.history import keeping
from explorer.history.archive import Archive, HistoryError
from explorer.kernels.finding import find, is_code, open_file, parted
from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure.asking import plan_of
from explorer.measure.events import Noticed
from explorer.measure.fitting import fitted
from explorer.measure.interpreter import OURS
from explorer.measure.machine import most_threads, offered
from explorer.measure.place import placed, start
from explorer.measure.plan import Plan, PlanError
from explorer.measure.pythons import choose
from explorer.measure.transport import LostError, Transport, received
from explorer.measure.written import parse_callers
from explorer.results import table, wording
from explorer.results.called import called, events_of
from explorer.results.columns import in_terminal
from explorer.results.contrast.contrasts import contrasts
from explorer.results.fold import apply
from explorer.results.journal import Journal
from explorer.results.record import Run
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions
from explorer.units import count

LONGEST = 60
"""Letters of an argument that are worth showing, as those of a captured array are not."""
THIS = "this"
"""What is written for the Python that the program itself runs in."""
LONGEST_CALL_S = 0.25
"""Seconds; calls that take longer are not made by several threads at once, again and again."""
KEPT = "The run is kept: numba-explorer history."


def measure(options: argparse.Namespace) -> int:
    """Measure as asked for, save and print what came out, and return the exit status."""
    if options.cluster is not None:
        from explorer.commands.elsewhere import measure_elsewhere

        return measure_elsewhere(options)
    if options.workers is not None:
        raise CommandError("--workers is for the workers of a cluster: give --cluster, too.")
    numbers = callers_of(options)
    if options.interpreter is not None:
        _choose_interpreter(options)
    if options.kernel is not None and Path(options.kernel).is_dir():
        from explorer.commands.suite import measure_folder

        return measure_folder(Path(options.kernel), options)
    earlier: Run | None = None
    try:
        if options.extend is not None:
            named = fitted(named_kernel(options), complain) if options.kernel is not None else None
            earlier, kernel = to_extend(options.extend, named)
            plan = plan_to_add(earlier, kernel, asked(options), most_threads())
        else:
            kernel = fitted(named_kernel(options), complain)
            plan = _plan(kernel, options)
    except (KernelError, PlanError) as error:
        raise CommandError(str(error)) from error
    outputs.check(options.output)
    if options.before is not None or options.python is not None:
        from explorer.commands.beside import measure_beside

        return measure_beside(plan, kernel, options)
    for remark in kernel.remarks:
        complain(remark)
    guesses = _arguments(kernel)
    if guesses:
        complain(f"Measured with {guesses}.")
    after = earlier.after if earlier is not None else None
    placement = placed(plan, kernel, most_threads())
    if placement.interpreter != OURS:
        if numbers:
            raise CommandError("--callers is for this Python: leave it or --interpreter out.")
        complain(f"{placement.interpreter.program} measures, as was chosen for this file.")
    running = start(plan, kernel, placement, after=after)
    with journalled(earlier) as kept:
        return finish(running, kernel, kept, options, earlier, numbers)


def callers_of(options: argparse.Namespace) -> tuple[int, ...]:
    """Return how many Python threads are to call at once, none where that is not asked for."""
    if options.callers is None:
        return ()
    for name in ("before", "python"):
        if getattr(options, name) is not None:
            raise CommandError(f"--callers is for one run: leave it or --{name} out.")
    if options.kernel is not None and Path(options.kernel).is_dir():
        raise CommandError("--callers is for one kernel, not for a folder.")
    try:
        return tuple(sorted({1, *parse_callers(options.callers)}))
    except PlanError as error:
        raise CommandError(str(error)) from error


def _choose_interpreter(options: argparse.Namespace) -> None:
    """Remember the Python that is asked for, for the file that is asked for."""
    path = None if options.kernel is None else parted(options.kernel)[0]
    if path is None or not is_code(path) or not path.is_file():
        raise CommandError("--interpreter is for a file of your own: measure path.py:function.")
    python = options.interpreter
    try:
        choose(path, None if str(python) == THIS else python)
    except KernelError as error:
        raise CommandError(str(error)) from error


def finish(
    running: Transport,
    kernel: Kernel,
    kept: Journal,
    options: argparse.Namespace,
    earlier: Run | None = None,
    callers: tuple[int, ...] = (),
) -> int:
    """Measure, save, keep, print; the journal is put away when the run is kept, not before."""
    run, ended_by = pull(running, kept, earlier)
    if run is None:
        kept.put_away()
        return ended_by
    if callers and not ended_by:
        run, ended_by = call_at_once(run, kernel, callers, kept)
    failed = outputs.save(run, kernel, options.output)
    trouble = keeping.settle(run, kept)
    say(report(run, kernel))
    if options.against is not None:
        say(f"\n{_against(run, options.against)}")
    problems = unexpected(run, kernel)
    told = [trouble] if trouble else [KEPT] if failed else []
    for sentence in (*problems, *failed, *told):
        complain(sentence)
    return ended_by or (REFUSED if failed else SOME_FAILED if problems else OK)


def pull(
    running: Transport,
    kept: Journal | None = None,
    earlier: Run | None = None,
) -> tuple[Run | None, int]:
    """Measure, showing the progress; return the run, and the exit status if it was stopped.

    What happens goes to the journal, too, where one is given; `earlier` is the run that is gone on
    with. Raises CommandError when the kernel's file cannot be run.
    """
    screen = Screen(sys.stderr)
    run = earlier
    concern = lost = ""
    try:
        with stoppable() as stopped:
            for event in received(running):
                run = apply(run, event)
                if kept is not None:
                    screen.warn(kept.append(event))
                screen.show(event)
                if isinstance(event, Noticed) and not concern and run is not None:
                    concern = event.quiet.concerns(max(run.plan.threads))
                    screen.warn(concern)
                if stopped:
                    break
    except KeyboardInterrupt:
        pass  # the run so far is what is returned
    except KernelError as error:
        raise CommandError(str(error)) from error
    except LostError as error:
        lost = str(error)
    finally:
        screen.clear()
        running.close()
    run = over(run, kept)
    if lost:
        complain(lost)
        return run, SOME_FAILED
    by = stopped[0] if stopped else signal.SIGINT
    if by != signal.SIGINT:
        some = run is not None and any(record.estimate for record in run.points.values())
        kept_so = "; what was measured is kept" if some else " before anything was measured"
        complain(f"Stopped by {signal.Signals(by).name}{kept_so}.")
    return run, 128 + by if run is None or run.finished == "stopped" else 0


def _against(run: Run, name: str) -> str:
    """Return what changed against the newest run of that name."""
    archive = Archive()
    try:
        found = archive.baselines(run, name)
        before = archive.run(found[0]) if found else None
    except HistoryError as error:
        return str(error)
    if before is None:
        return f"No run of “{run.plan.kernel.name}” has the name “{name}”; numba-explorer history."
    return compared(contrasts(before, run))


def report(run: Run, kernel: Kernel | None) -> str:
    """Return what is printed: the table, the answer, the conditions."""
    rows, shown = table.rows(run, kernel), in_terminal(run)
    texts = [[column.heading(run) for column in shown]]
    texts += [[column.text(row) for column in shown] for row in rows]
    right = frozenset(place for place, column in enumerate(shown) if not column.is_text)
    parts = [
        columns(texts, right) if rows else "",
        "\n".join(answer(run, kernel)),
        _of_callers(run),
        conditions(run),
    ]
    return "\n\n".join(part for part in parts if part)


def call_at_once(
    run: Run, kernel: Kernel, numbers: tuple[int, ...], kept: Journal
) -> tuple[Run, int]:
    """Let Python threads call each variant at once, at the sizes at which it has a time.

    Returns the run that knows it, and the exit status if it was stopped.
    """
    screen = Screen(sys.stderr)
    wanted = [
        record
        for point, record in sorted(run.points.items())
        if record.estimate is not None
        and record.estimate.median_s <= LONGEST_CALL_S
        and point.threads == run.threads_of(point.variant, max(run.plan.threads))
    ]
    try:
        with stoppable() as stopped:
            for place, record in enumerate(wanted):
                point = record.point
                where = f"{run.plan.axis} = {count(point.size)}"
                what = f"{point.variant} at {where}, called by several threads at once"
                screen.tell(what, place / len(wanted))
                job = Job(
                    path=str(kernel.path),
                    function=kernel.function,
                    arguments=None if kernel.arguments is None else dict(kernel.arguments),
                    variant=point.variant,
                    size=point.size,
                    dtype=run.plan.dtype,
                    threads=point.threads,
                    seed=run.plan.seed,
                )
                for event in events_of(ask(job, kernel.name, numbers, run.plan.layer)):
                    run = apply(run, event) or run
                    screen.warn(kept.append(event))
    except KeyboardInterrupt:
        return run, 128 + stopped[0]
    finally:
        screen.clear()
    return run, OK


def _of_callers(run: Run) -> str:
    """What is printed of several callers, nothing where that was not asked for."""
    found = list(called(run))
    if not found:
        return ""
    head = [run.plan.axis, *callers_text.TITLES]
    table = [[count(one.size), *row] for one in found for row in callers_text.rows(one)]
    told = [
        f"At {run.plan.axis} = {count(one.size)}: {said}"
        for one in found
        if (said := callers_text.sentence(one))
    ]
    return columns([head, *table], frozenset({0, 3, 4})) + "\n\n" + "\n".join(told)


def unexpected(run: Run, kernel: Kernel) -> list[str]:
    """Return a sentence for each variant that failed or is wrong, unless it is so on purpose.

    Variants that failed alike share one.
    """
    names: dict[tuple[str, ...], list[str]] = {}
    told: set[tuple[str, str]] = set()
    for point in sorted(run.points):
        record = run.points[point]
        on_purpose = record.status == "wrong" and kernel.variant(point.variant).wrong_on_purpose
        once = (point.variant, record.status)
        if record.status not in ("failed", "wrong") or on_purpose or once in told:
            continue
        told.add(once)
        line = f" in line {record.line}" if record.line else ""
        key = (record.status, wording.at(run, point.size), line, record.reason)
        names.setdefault(key, []).append(wording.named(run, record))
    return [
        wording.sentence(
            f"{wording.some(those)} {_verb(status, len(those))} at {size}{line}: {reason}"
        )
        for (status, size, line, reason), those in names.items()
    ]


def _verb(status: str, number: int) -> str:
    return "failed" if status == "failed" else "is wrong" if number == 1 else "are wrong"


def named_kernel(options: argparse.Namespace) -> Kernel:
    """Return the kernel that is asked for; raises KernelError and CommandError."""
    if options.kernel is None:
        raise CommandError("Name a KERNEL to measure; numba-explorer kernels lists them.")
    if options.scale and options.capture is None:
        raise CommandError("--scale is for arguments that --capture SCRIPT takes.")
    if options.capture is not None:
        from explorer.commands.capturing import captured_kernel

        return captured_kernel(options)
    if not options.argument:
        return find(options.kernel)
    path, function = parted(options.kernel)
    if function is None and not is_code(path):
        raise CommandError("--argument is for a function of a file: measure path.py:function.")
    return open_file(path, function, dict(options.argument))


def _arguments(kernel: Kernel) -> str:
    """The arguments that were not given, each with where it comes from."""
    by_source: dict[str, list[str]] = {}
    for name, text in (kernel.arguments or {}).items():
        source = kernel.sources.get(name, "given")
        if source != "given":
            told = name if len(text) > LONGEST else f"{name} = {text}"
            by_source.setdefault(source, []).append(told)
    return ", ".join(f"{', '.join(told)} ({source})" for source, told in by_source.items())


def _plan(kernel: Kernel, options: argparse.Namespace) -> Plan:
    return plan_of(kernel, most_threads(), offered(), **asked(options))
