"""The command line: who carries out a request, and how one that fails is answered.

Importing this, `--help`, `--version` and `kernels` load neither Numba, NumPy nor Qt.
"""

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from explorer import groundwork
from explorer.commands.answers import (
    INTERRUPTED,
    PROGRAM,
    REFUSED,
    SOME_FAILED,
    CommandError,
    complain,
)
from explorer.opening import OpenOptions
from explorer.refused import RefusedError, excerpt

REFUSALS = {
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "EIO", "EBADF")
    if hasattr(errno, name)
}
"""Errors by which the system says that it has no more of something, or that it is gone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit status."""
    for sentence in groundwork.lay():
        complain(sentence)
    try:
        status = _dispatch(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status
    except RefusedError as error:
        complain(str(error))
        return error.status if isinstance(error, CommandError) else REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        groundwork.silence(sys.stdout)
        return SOME_FAILED
    except MemoryError:
        complain("There is not enough memory to go on.")
        return REFUSED
    except Exception as error:
        if isinstance(error, OSError) and (refusal := _refusal(error)):
            groundwork.silence(sys.stdout)  # it may be what is full, and is flushed at exit
            complain(refusal)
            return REFUSED
        complain(f"An error that should not happen: {error!r}. {_logged()}")
        return REFUSED


def _refusal(error: OSError) -> str:
    """Say what of the system is missing; nothing where it is a file of somebody's."""
    if isinstance(error, FileNotFoundError) and error.filename is None:
        try:
            os.getcwd()
        except OSError:
            return "The current folder is no longer there: go to another one."
        return f"The system refuses to go on: {error.strerror}."  # no folder for temporary files
    if error.errno == errno.ENAMETOOLONG:
        return f"“{excerpt(str(error.filename))}” is too long for the name of a file."
    return f"The system refuses to go on: {error.strerror}." if error.errno in REFUSALS else ""


def _dispatch(arguments: list[str]) -> int:
    if not arguments:  # a parser takes 20 ms of the start
        from explorer.commands.opening import open_with

        return open_with(OpenOptions())
    from explorer.commands.parsers import COMMANDS, no_command, parser

    name = arguments[0]
    if name in COMMANDS:
        given = parser(name).parse_args(arguments[1:])
        carry_out = getattr(import_module(f"explorer.commands.{name}"), name)
        return int(carry_out(given))
    if refusal := no_command(name):
        raise CommandError(refusal)
    given = parser("").parse_args(arguments)
    if given.menu_entry is not None:
        from explorer.commands.menu_entry import change

        return change(given.menu_entry)
    from explorer.commands.opening import open_with
    from explorer.commands.parsers.groups import asked

    return open_with(
        OpenOptions(
            file=given.file,
            kernel=given.kernel,
            setup=asked(given),
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
