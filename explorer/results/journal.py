"""The journal: the events of a run as JSON lines, written as they arrive.

After a crash or a kill it holds all that was measured. A journal whose program still runs is left
alone; one that its program did not discard is offered.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import platformdirs
import psutil

from explorer.measure.events import Event, decode, encode
from explorer.results.record import Run, fold

SUFFIX = ".jsonl"
KEPT = 10
START_TOLERANCE_S = 2.0
"""Start times of one process that differ by less are the same: the clock may have been set."""


@dataclass(frozen=True)
class Unfinished:
    """A run whose program ended before it was discarded, with all that was measured."""

    path: Path
    run: Run


def default_folder() -> Path:
    """Return where this user's journals are, which need not exist yet."""
    return platformdirs.user_state_path("numba-explorer", appauthor=False) / "journal"


class Journal:
    """Writes one run's events to a file of its own.

    Where that does not work (a full disk, a folder that is not writable), the next `append` says
    so, once, and nothing more is written: the run goes on.
    """

    def __init__(self, folder: Path) -> None:
        self.path: Path | None = None
        self._trouble = ""
        self._file: TextIO | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.path = folder / f"{time.time_ns()}-{os.getpid()}{SUFFIX}"
            self._file = self.path.open("x", encoding="utf-8", newline="\n")
            self._line(json.dumps({"pid": os.getpid(), "process_started": _started(os.getpid())}))
        except OSError as error:
            self._give_up(error)

    def append(self, event: Event) -> str:
        """Add an event; it is with the system when this returns.

        Returns a sentence for the user when the journal fails, once, else an empty text.
        """
        try:
            self._line(encode(event))
        except OSError as error:
            self._give_up(error)
        trouble, self._trouble = self._trouble, ""
        return trouble

    def close(self) -> None:
        """End the journal; a run that is not over is offered at the next start."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self._give_up(error)

    def discard(self) -> None:
        """End the journal and remove it: the run was saved, or is not wanted."""
        self.close()
        if self.path is not None:
            discard(self.path)

    def _line(self, text: str) -> None:
        if self._file is not None:
            self._file.write(text + "\n")
            self._file.flush()

    def _give_up(self, error: OSError) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # closing flushes what could not be written either
                file.close()
        reason = error.strerror or error
        self._trouble = (
            f"The run is not kept in case of a crash: “{self.path}” cannot be written ({reason})."
        )


def read(path: Path) -> Run | None:
    """Return the run of a journal; None where there is none.

    Lines that are not whole events, as the last one after a crash, are left out.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return fold(_events(file))
    except OSError:
        return None


def unfinished(folder: Path) -> tuple[Unfinished, ...]:
    """Return the runs that were cut off or stopped, the newest first; all are marked stopped.

    Removes journals that are not worth keeping: of runs that came to their end or measured
    nothing, and of those older than the 10 newest. Journals whose program runs are left alone.
    """
    found: list[Unfinished] = []
    for path in sorted(folder.glob(f"*{SUFFIX}"), reverse=True):
        if _in_progress(path):
            continue
        run = read(path)
        if run is None or not _worth_keeping(run) or len(found) == KEPT:
            discard(path)
        else:
            stopped = run if run.finished else replace(run, finished="stopped")
            found.append(Unfinished(path, stopped))
    return tuple(found)


def discard(path: Path) -> None:
    """Remove a journal; one that cannot be removed is offered again."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _events(lines: TextIO) -> Iterator[Event]:
    for line in lines:
        try:
            yield decode(line)
        except ValueError:
            continue


def _worth_keeping(run: Run) -> bool:
    measured = any(record.samples for record in run.points.values())
    return measured and run.finished in ("", "stopped")


def _in_progress(path: Path) -> bool:
    """Whether the process that writes the journal lives: its number is in use since its start."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head: Any = json.loads(file.readline())
        started = _started(int(head["pid"]))
        return started is not None and abs(started - head["process_started"]) < START_TOLERANCE_S
    except OSError:
        return True  # it cannot be read, so it is not ours to offer
    except (ValueError, KeyError, TypeError):
        return False


def _started(pid: int) -> float | None:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return None
