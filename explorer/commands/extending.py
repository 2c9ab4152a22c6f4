"""`measure --extend`: adding to a run that was saved, on the same machine, of the same code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.commands.answers import CommandError
from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target
from explorer.measure import machine
from explorer.measure.asking import plan_of
from explorer.measure.options import table
from explorer.measure.plan import KernelRef, Plan
from explorer.results import runfile
from explorer.results.record import Run
from explorer.results.wording import kernel_of

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
