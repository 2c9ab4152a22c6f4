"""How a command answers: exit statuses, refusals, and lines on standard error."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OK, SOME_FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
PROGRAM = "numba-explorer"


class CommandError(Exception):
    """A request that cannot be carried out; the message is one sentence that says why."""


@dataclass(frozen=True)
class OpenOptions:
    """How the window is to be opened; None and empty mean: as it was, or the default.

    `file` is a run file or a kernel file. `kernel` and `setup` preset the setup; `setup` holds
    what was given by the names of `measure.options.Asked`, as `asking.read` takes it. `run` starts
    measuring, `save` are paths to save to when the run is finished (or at once, when a run file
    was opened), `quit` closes after that.
    """

    file: Path | None = None
    kernel: str | None = None
    setup: Mapping[str, Any] = field(default_factory=dict)
    run: bool = False
    save: tuple[Path, ...] = ()
    quit: bool = False


def complain(sentence: str) -> None:
    """Print one line on standard error."""
    print(f"{PROGRAM}: {' '.join(sentence.split())}", file=sys.stderr)
