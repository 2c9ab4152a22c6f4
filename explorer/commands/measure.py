"""`numba-explorer measure`: measuring without a window, also what is added to a saved run."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.commands import outputs
from explorer.commands.answers import CommandError, complain
from explorer.commands.at_once import AtOnce, callers_of
from explorer.commands.finishing import finish
from explorer.commands.named import fitting_kernel
from explorer.commands.parsers.groups import asked
from explorer.commands.stopping import journalled
from explorer.kernels.finding import is_code, parted
from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target
from explorer.measure import machine
from explorer.measure.asking import plan_of
from explorer.measure.interpreter import OURS
from explorer.measure.machine import most_threads, offered
from explorer.measure.options import table
from explorer.measure.place import placed, start
from explorer.measure.plan import KernelRef, Plan
from explorer.measure.pythons import choose
from explorer.results import runfile
from explorer.results.record import Run
from explorer.results.wording import kernel_of

LONGEST = 60
"""Letters of an argument that are worth showing, as those of a captured array are not."""
THIS = "this"
"""What is written for the Python that the program itself runs in."""


def measure(options: argparse.Namespace) -> int:
    """Measure as asked for, save and print what came out, and return the exit status."""
    options.kernel = options.kernel or None  # a variable that is not set names no folder
    beside = any(one is not None for one in (options.before, options.python, options.other))
    if options.fail_above is not None and not beside and options.against is None:
        raise CommandError(
            "--fail-above needs what to compare with: --before, --python, --other or --against."
        )
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
    if options.extend is not None:
        named = fitting_kernel(options) if options.kernel is not None else None
        earlier, kernel = to_extend(options.extend, named)
        plan = plan_to_add(earlier, kernel, asked(options), most_threads())
    else:
        kernel = fitting_kernel(options)
        plan = plan_of(kernel, most_threads(), offered(), **asked(options))
    outputs.check(options.output)
    if beside:
        if earlier is not None:
            raise CommandError("--extend is for one run: leave it or what is measured beside out.")
        from explorer.commands.beside import measure_beside

        return measure_beside(plan, kernel, options)
    complain(*kernel.remarks)
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
        return finish(running, kernel, kept, options, earlier, AtOnce(numbers) if numbers else None)


def _choose_interpreter(options: argparse.Namespace) -> None:
    """Remember the Python that is asked for, for the file that is asked for."""
    path = None if options.kernel is None else parted(options.kernel)[0]
    if path is None or not is_code(path) or not path.is_file():
        raise CommandError("--interpreter is for a file of your own: measure path.py:function.")
    python = options.interpreter
    choose(path, None if str(python) == THIS else python)


def _arguments(kernel: Kernel) -> str:
    """The arguments that were not given, each with where it comes from."""
    by_source: dict[str, list[str]] = {}
    for name, text in (kernel.arguments or {}).items():
        source = kernel.sources.get(name, "given")
        if source != "given":
            told = name if len(text) > LONGEST else f"{name} = {text}"
            by_source.setdefault(source, []).append(told)
    return ", ".join(f"{', '.join(told)} ({source})" for source, told in by_source.items())


ADDED = ("sizes", "threads", "variants")
"""Of these at least one has to be asked for."""
KEPT = ("dtype", *(name for name, option in table().items() if not option.anew))
"""What is as in the run, unless it is asked for."""
CHANGED = "its code has changed since, or is not there any more"
_COMPARED = ("numba", "llvmlite", "numpy")


def to_extend(path: Path, named: Kernel | None) -> tuple[Run, Kernel]:
    """Return the run of a file and its kernel; raises RefusedError where it cannot be added to.

    A run of a user's own file needs it `named`: what a run file names is never run by itself.
    """
    run = runfile.read(path)
    kernel = kernel_of(run) if named is None else named
    if kernel is None and run.plan.kernel.file is not None:
        raise CommandError(
            f"“{path}” is a run of a file of somebody's own; name it, too, as in "
            f"measure {run.plan.kernel.file} --extend {path}."
        )
    if kernel is None:
        raise CommandError(f"“{path}” cannot be added to: {CHANGED}. Measure it anew.")
    difference = _other_code(run.plan.kernel, kernel) or _difference(run.machine, machine.facts())
    if difference:
        raise CommandError(f"“{path}” cannot be added to: {difference}. Measure it anew.")
    return run, kernel


def plan_to_add(run: Run, kernel: Kernel, asked: Mapping[str, Any], most_threads: int) -> Plan:
    """Return the plan of what is added: what is asked for, and for the rest the run's.

    The baseline is measured again with it, because only what was measured in the same moment is
    compared round by round. Raises PlanError, and CommandError where nothing is added.
    """
    if not any(name in asked for name in ADDED):
        raise CommandError("Say what to add to the run: --sizes, --threads or --variants.")
    had = run.plan
    written: dict[str, Any] = {name: getattr(had, name) for name in KEPT}
    written["baseline"] = f"{had.baseline.variant}@{had.baseline.threads}"
    written["sizes"] = ",".join(map(str, had.sizes))
    written["threads"] = ",".join(map(str, had.threads))
    written["variants"] = had.variants
    written.update(asked)
    base = str(written["baseline"]).partition("@")[0]
    written["variants"] = tuple(dict.fromkeys((*written["variants"], base)))
    return plan_of(kernel, most_threads, **written)


def _other_code(ref: KernelRef, kernel: Kernel) -> str:
    """A clause that says in what the code differs from what was measured."""
    if (ref.sha256, ref.function) != (kernel.sha256, kernel.function):
        return CHANGED
    if Target.of(kernel).arguments != ref.arguments:
        was = ", ".join(f"{name}={text}" for name, text in (ref.arguments or {}).items())
        return f"it was measured with {was}; give these with --argument"
    return ""


def _difference(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """A clause that says in what two machines differ; empty where in nothing that matters."""
    for key, name in (("cpu", "processor"), ("cores_usable", "usable cores"), ("python", "Python")):
        if then.get(key) != now[key]:
            return f"its {name} was {then.get(key)}, here it is {now[key]}"
    versions = then.get("versions")
    for name in _COMPARED:
        was = versions.get(name) if isinstance(versions, Mapping) else None
        if was != now["versions"][name]:
            return f"its {name} was {was}, here it is {now['versions'][name]}"
    return ""
