"""`numba-explorer measure FOLDER`: all kernel files of a folder, as one table."""

import argparse
import os
from pathlib import Path
from time import monotonic

from explorer import atomic
from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, SOME_FAILED, CommandError, complain, say
from explorer.commands.columns import columns
from explorer.commands.parsers.groups import asked
from explorer.commands.reporting import unexpected
from explorer.commands.stopping import journalled, pull
from explorer.history import keeping
from explorer.kernels.folder import open_folder
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import plan_of
from explorer.measure.fitting import fitted
from explorer.measure.machine import most_threads, offered
from explorer.measure.place import placed, start
from explorer.refused import RefusedError
from explorer.results import suite as suites
from explorer.results.record import Run
from explorer.results.suite import Suite
from explorer.results.suitefiles import DRAWN, ENDINGS, TEXTS

SHARE_S = 12.0
"""Seconds for each kernel where no budget is given."""
LEAST_S = 0.5
_OF_ONE = (
    "extend", "against", "before", "python", "other", "callers",
    "capture", "call", "scale", "argument",
)  # fmt: skip
"""What can be asked for of one kernel only."""


def measure_folder(folder: Path, options: argparse.Namespace) -> int:
    """Measure every kernel file, keep each run, and print the table; returns the exit status."""
    for name in _OF_ONE:
        if getattr(options, name, None) not in (None, 0, [], ()):
            raise CommandError(f"--{name} is for one kernel, not for a folder.")
    for path in options.output:
        if path.suffix.lower() not in ENDINGS:
            raise CommandError(f"“{path}”: of a folder {', '.join(ENDINGS)} can be saved.")
        if not os.path.isdir(path.parent):
            raise CommandError(f"“{path}” cannot be saved: there is no folder “{path.parent}”.")
    if any(path.suffix.lower() in DRAWN for path in options.output):
        outputs.check_desktop("Saving a picture")
    opened = open_folder(folder)
    kernels, failed = opened.kernels, dict(opened.failed)
    runs: list[Run] = []
    problems, ended_by = False, OK
    left_s = options.budget_s or SHARE_S * len(kernels)
    for place, kernel in enumerate(kernels):
        budget_s = max(left_s / (len(kernels) - place), LEAST_S)
        complain(f"{place + 1} of {len(kernels)}: {kernel.title or kernel.name}")
        began = monotonic()
        try:
            run, ended_by = _measured(kernel, options, budget_s)
        except RefusedError as error:
            failed[kernel.name] = str(error)
            continue
        finally:
            left_s -= monotonic() - began
        if run is not None:
            runs.append(run)
            sentences = unexpected(run, kernel)
            problems = problems or bool(sentences)
            complain(*sentences)
        if ended_by:
            break
    found = suites.suite(runs, failed)
    say(_told(found))
    saved = _save(found, folder.resolve().name, options.output)
    complain(*(f"{name}: {reason}" for name, reason in failed.items()))
    return ended_by or saved or (SOME_FAILED if failed or problems else OK)


def _measured(
    kernel: Kernel, options: argparse.Namespace, budget_s: float
) -> tuple[Run | None, int]:
    """Measure one kernel within its share, and keep the run."""
    wanted = {**asked(options), "budget_s": budget_s}
    if "variants" in wanted:
        wanted["variants"] = [name for name in wanted["variants"] if name in kernel.variant_names]
        if not wanted["variants"]:
            raise CommandError("it has none of the variants that are asked for.")
    ready = fitted(kernel, complain)
    plan = plan_of(ready, most_threads(), offered(), **wanted)
    with journalled() as kept:
        running = start(plan, ready, placed(plan, ready, most_threads()))
        run, ended_by = pull(running, kept)
        trouble = keeping.settle(run, kept)
    complain(trouble)
    return run, ended_by


def _told(found: Suite) -> str:
    table = suites.rows(found)
    if len(found.rows) < 2:
        table = table[:-1]
    right = frozenset({3, *range(5, 5 + len(found.columns))})
    return f"{columns(table, right)}\n\nSpeed-up over each kernel’s baseline. {suites.BELOW}"


def _save(found: Suite, title: str, paths: list[Path]) -> int:
    status = OK
    for path in paths:
        try:
            if path.suffix.lower() in DRAWN:
                from explorer.desktop.files.without_window import save_suite

                save_suite(found, title, path)
            else:
                atomic.write(path, TEXTS[path.suffix.lower()](found, title).encode())
        except (atomic.SaveError, ImportError) as error:
            complain(str(error))
            status = REFUSED
    return status
