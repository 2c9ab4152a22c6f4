"""Opening the window, after looking at everything that was asked for."""

import gc
import os
import sys
from typing import NoReturn

from explorer.commands import outputs
from explorer.commands.answers import REFUSED, CommandError, complain
from explorer.kernels.finding import find, is_code, open_path
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import plan_of, read
from explorer.measure.machine import most_threads, offered
from explorer.opening import OpenOptions


def open_with(options: OpenOptions) -> int:
    """Open the window and return its exit status; raises RefusedError before it is opened."""
    check(options)
    outputs.check_desktop("The window")
    if not _has_display():
        raise CommandError(
            "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is "
            "set); numba-explorer measure works without."
        )
    gc.disable()  # what is loaded for the window stays; going through it for garbage takes 50 ms
    try:
        from explorer.desktop.app import open_window
    except ImportError as error:  # installed, but a system library that Qt needs is not
        raise CommandError(f"The window cannot be opened: {error}.") from error
    return open_window(options, _refuse)


def _refuse(sentence: str) -> NoReturn:
    complain(sentence)
    os._exit(REFUSED)  # it is said in the middle of what is Qt's


def check(options: OpenOptions) -> None:
    """See that what was asked for can be done; raises RefusedError about the first thing."""
    kernel = _kernel(options)
    if kernel is not None:
        plan_of(kernel, most_threads(), offered(), **options.setup)
    read(options.setup, most_threads(), offered())
    if options.save and not options.run and (options.file is None or is_code(options.file)):
        raise CommandError("--save saves a run: add --run, or name a run file.")
    outputs.check(options.save)


def _kernel(options: OpenOptions) -> Kernel | None:
    """The kernel that is named, None where it is left to the window; a run file is looked at."""
    if options.file is not None and options.kernel is not None:
        raise CommandError(f"Give either the file “{options.file}” or --kernel, not both.")
    if options.kernel is not None:
        return find(options.kernel)
    if options.file is not None and is_code(options.file):
        return open_path(str(options.file))
    if options.file is not None:
        from explorer.results.opening import open_run

        open_run(options.file)
    return None


def _has_display() -> bool:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)
