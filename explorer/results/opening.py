"""Opening whatever holds a run: run files, reports, and files of other programs."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from explorer import regular
from explorer.results import report, runfile
from explorer.results.foreign import reading
from explorer.results.foreign.form import ForeignError
from explorer.results.record import Run
from explorer.results.runfile import LARGEST, RunFileError


def open_run(path: Path, go_on: Callable[[], None] = lambda: None) -> Run:
    """Open a file by what is in it; raises RunFileError. Nothing in it is ever executed.

    `go_on` is called before each point of a run is read, and may raise what ends that.
    """
    try:
        content = regular.content(path, LARGEST)
        modified = datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat()
    except OSError as error:
        raise RunFileError(f"“{path}” cannot be opened: {error.strerror or error}.") from error
    content = report.held(content) or content
    held = reading.recognised(content)
    if held is None:
        return runfile.parsed(content, str(path), go_on)
    try:
        return reading.run_of(held, path.name.split(".")[0] or "benchmarks", modified)
    except ForeignError as error:
        raise RunFileError(f"“{path}” cannot be read: {error}.") from error
