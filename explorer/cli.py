"""The command line: who carries out a request, and how one that fails is answered.

Importing this, `--help`, `--version` and `kernels` load neither Numba, NumPy nor Qt.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from explorer.commands.answers import (
    INTERRUPTED,
    PROGRAM,
    REFUSED,
    SOME_FAILED,
    CommandError,
    complain,
)
from explorer.opening import OpenOptions

COMMANDS = (
    "measure",
    "answer",
    "compare",
    "history",
    "why",
    "callers",
    "kernels",
    "doctor",
    "recover",
)
"""Each has a parser in `commands.parsers` and a function in a module of its own, of its name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit status."""
    # OpenBLAS's threads spin on after a call and take the cores from what is timed next; it
    # reads this when NumPy is imported. 2**4 turns of waiting cost BLAS itself nothing (measured).
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show “≈”
    try:
        status = _dispatch(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status
    except CommandError as error:
        complain(str(error))
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # its flush at exit
        return SOME_FAILED
    except Exception as error:
        complain(f"An error that should not happen: {error!r}. {_logged()}")
        return REFUSED


def _dispatch(arguments: list[str]) -> int:
    from explorer.commands import parsers

    name = arguments[0] if arguments else ""
    if name in COMMANDS:
        given = getattr(parsers, name)().parse_args(arguments[1:])
        carry_out = getattr(import_module(f"explorer.commands.{name}"), name)
        return int(carry_out(given))
    given = parsers.window().parse_args(arguments)
    if given.menu_entry is not None:
        from explorer.commands.menu_entry import change

        return change(given.menu_entry)
    from explorer.commands.opening import open_with

    return open_with(
        OpenOptions(
            file=given.file,
            kernel=given.kernel,
            setup=parsers.asked(given),
            run=given.run,
            save=tuple(given.save),
            quit=given.quit,
        )
    )


def _logged() -> str:
    """Keep the traceback of the current exception in a file and say where it is."""
    try:
        import platformdirs

        folder = platformdirs.user_state_path(PROGRAM, appauthor=False)
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "error.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
    except (OSError, ImportError):
        return ""
    return f"The details are in {log}."
