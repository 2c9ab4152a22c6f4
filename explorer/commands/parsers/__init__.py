"""What can be asked for on the command line: a file a command, and a row in `COMMANDS`."""

import difflib
import os
from importlib import import_module

from explorer.commands.answers import PROGRAM
from explorer.commands.parsers.parser import Parser

COMMANDS = {
    "measure": ("KERNEL", "measure without a window: table, files"),
    "answer": ("RUN", "what a saved run says; as facts with --json, as Python with --rule"),
    "compare": ("A B", "what changed from one saved run to another; for CI"),
    "history": ("", "the runs that were measured: list, search, show, save, compare"),
    "kernels": ("", "list the kernels that can be measured"),
    "recover": ("", "list runs that were cut off, and save them"),
    "why": ("KERNEL", "say what limits a variant, line by line"),
    "callers": ("KERNEL", "how several Python threads are served that call at once"),
    "gpu": ("KERNEL", "CUDA kernels, and the copies to the GPU and back, apart"),
    "roofline": ("RUN", "flop/s of a saved run below what this machine can do at best"),
    "doctor": ("", "say how fine this machine can see now, for a bug report"),
}
"""What each is given and does. `commands.NAME.NAME` carries it out."""

LONGEST = 60
"""Letters of a word that are repeated."""


def parser(command: str) -> Parser:
    """Return the parser of one of `COMMANDS`; of "" that of the window."""
    asks = import_module(f"{__name__}.{command or 'window'}")
    program = f"{PROGRAM} {command}" if command else PROGRAM
    described = asks.DESCRIPTION if command else f"{asks.DESCRIPTION}\n{_listed()}"
    made = Parser(program, described, asks.EXAMPLES)
    asks.add(made)
    return made


def no_command(word: str) -> str:
    """Say of a first word that is neither an option nor a file what may be meant by it."""
    if not word or word.startswith("-") or {".", os.sep, os.altsep} & {*word}:
        return ""
    if os.path.lexists(word):
        return ""
    from explorer.kernels.finding import shipped

    begins = f"There is no command and no file “{word[:LONGEST]}”"
    if near := difflib.get_close_matches(word.lower(), COMMANDS, n=1):
        return f"{begins}; did you mean {PROGRAM} {near[0]}?"
    if shipped(word) is not None:
        return f"{begins}; it is a kernel: {PROGRAM} measure {word}, or --kernel {word}."
    return f"{begins}; {PROGRAM} --help lists the commands."


def _listed() -> str:
    """Return a line for each command, below each other."""
    named = {f"{name} {given}".rstrip(): does for name, (given, does) in COMMANDS.items()}
    wide = max(map(len, named))
    return "\n".join(f"  {name:{wide}}  {does}" for name, does in named.items())
