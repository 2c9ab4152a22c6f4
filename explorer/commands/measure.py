"""`numba-explorer measure`: measuring without a window."""

import argparse
import os
from pathlib import Path

from explorer.commands import outputs
from explorer.commands.answers import CommandError, complain
from explorer.commands.callers import AtOnce, callers_of
from explorer.commands.extending import plan_to_add, to_extend
from explorer.commands.finishing import finish
from explorer.commands.named import fitting_kernel
from explorer.commands.parsers.groups import asked
from explorer.commands.stopping import journalled
from explorer.kernels.finding import is_code, parted
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import plan_of
from explorer.measure.interpreter import OURS
from explorer.measure.machine import most_threads, offered
from explorer.measure.place import placed, start
from explorer.measure.pythons import choose
from explorer.regular import is_folder
from explorer.results.record import Run

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
    if options.kernel is not None and is_folder(options.kernel):
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
    if path is None or not is_code(path) or not os.path.isfile(path):
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
