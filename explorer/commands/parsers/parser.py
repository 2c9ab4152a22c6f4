"""A parser that refuses in one line, and what it reads: names, texts, ratios, numbers."""

import argparse
import difflib
import math
from collections.abc import Callable
from typing import Any, NoReturn

from explorer.commands.answers import CommandError
from explorer.units import parse_count

ALIKE = 0.75
"""So much alike are an option and what is mistyped for it; --save and --spam are less."""
SAVED_RUN = "a saved run; or one of the history, by its name or id"
"""What `commands.named.saved_run` takes."""


class Parser(argparse.ArgumentParser):
    """A parser that answers a request it does not understand with one line."""

    def __init__(self, program: str, description: str, examples: str = "") -> None:
        super().__init__(
            prog=program,
            description=description,
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message}{self._meant(message)}; see {self.prog} --help.")

    def _meant(self, message: str) -> str:
        """The option that is nearest to the first in a message that there is none of."""
        words = (word.partition("=")[0].rstrip(":,") for word in message.split())
        known = self._option_string_actions
        unknown = next((word for word in words if word[:2] == "--" and word not in known), "")
        near = difflib.get_close_matches(unknown, known, n=1, cutoff=ALIKE)
        return f" (did you mean {near[0]}?)" if near else ""


def reader(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a way to read a number that refuses what is none in the words of the option."""

    def reads(text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            kind = "whole number" if read is int else "number"
            raise argparse.ArgumentTypeError(f"“{text}” is not a {kind}") from error

    return reads


def whole(text: str) -> int:
    """Read a positive whole number, as in 100000 or 1e5."""
    try:
        return parse_count(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from error


def text(word: str) -> str:
    """See that a word is text: the system hands on whatever bytes it was given."""
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(f"“{word}” is not UTF-8 text") from error
    return word


def factor(text: str) -> float:
    """Read a ratio from 1 on."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value < 1000:
        raise argparse.ArgumentTypeError(f"“{text}” is no ratio from 1 on, such as 1.05")
    return value


def duration(text: str) -> float:
    """Read seconds, more than none."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds, such as 2.5")
    return value


def otherwise(text: str) -> tuple[str, Any]:
    """Read what the other of two that take turns has another value of."""
    from explorer.measure.otherwise import read

    try:
        return read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def assignment(text: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, equals, expression = text.partition("=")
    if not equals or not name.strip().isidentifier() or not expression.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is not like x=rng.random(n)")
    return name.strip(), expression.strip()
