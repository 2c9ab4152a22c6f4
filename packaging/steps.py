"""One step of a set-up: said before it is done, and its failure in a sentence."""

from __future__ import annotations

import subprocess
from typing import Any


class SetUpError(Exception):
    """Says in its text, for the user, why it does not go on and what to do."""


def say(text: str) -> None:
    """Prints one line at once, so that it comes before what a child process prints."""
    print(text, flush=True)


def call(command: list[Any], failure: str, **options: Any) -> None:
    """Runs a command without standard input and raises SetUpError(failure) unless it succeeds."""
    status = subprocess.call(command, stdin=subprocess.DEVNULL, **options)
    if status:
        raise SetUpError(f"{failure} (exit status {status}; its own words are above).")
