"""What is asked of the window when it is opened, as the command line hands it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class OpenOptions:
    """How the window is to be opened; None and empty mean: as it was, or the default.

    `file` is a run file or a kernel file. `kernel` and `setup` preset the setup; `setup` holds
    what was given by the names of `measure.plan.Asked`, as `asking.read` takes it. `run` starts
    measuring, `save` are paths to save to when the run is finished (or at once, when a run file
    was opened), `quit` closes after that.
    """

    file: Path | None = None
    kernel: str | None = None
    setup: Mapping[str, Any] = field(default_factory=dict)
    run: bool = False
    save: tuple[Path, ...] = ()
    quit: bool = False
