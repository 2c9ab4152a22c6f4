"""The journals: the events of each run as JSON lines, written as they arrive, in a folder.

A journal is locked while its program has the run at hand, so nobody takes it for a dead one's.
After a crash or a kill it holds all that was measured and is offered. It is removed when its run
is saved or by the user, and by nobody else.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import platformdirs

from explorer.measure.events import Event, Measured, decode, encode
from explorer.results import locking
from explorer.results.fold import fold
from explorer.results.plain import from_content, to_content
from explorer.results.record import Run
from explorer.units import count

SUFFIX = ".jsonl"
EARLIER = "earlier run"
"""The key of a first line that holds, as a run file does, the run that is gone on with."""
PUT_AWAY = '{"put away": true}\n'
"""The last line of a journal whose program was done with the run: it is kept, and not offered."""


@dataclass(frozen=True)
class Kept:
    """A run that was not saved, with all that was measured of it."""

    path: Path
    run: Run


def default_folder() -> Path:
    """Return where this user's journals are, which need not exist yet."""
    return platformdirs.user_state_path("numba-explorer", appauthor=False) / "journal"


class Journal:
    """Writes one run's events to a file of its own, and keeps it locked until it is closed.

    Where that does not work (a full disk, a folder that is not writable), the next `append` says
    so, once, and nothing more is written: the run goes on. `earlier` is the run that is gone on
    with; it is written first, so that the journal holds all of it.
    """

    def __init__(self, folder: Path, earlier: Run | None = None) -> None:
        self.path = folder / f"{time.time_ns()}-{os.getpid()}{SUFFIX}"
        self._trouble = ""
        self._measured = self._failed = False
        self._file: TextIO | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("x", encoding="utf-8", newline="\n")
            locking.hold(self._file)
        except OSError as error:
            self._give_up(error)
        if earlier is not None:
            content = {EARLIER: to_content(earlier)}
            self._write(json.dumps(content, ensure_ascii=False) + "\n")

    @property
    def is_whole(self) -> bool:
        """Whether it holds all of the run: it could be written, and nobody removed it."""
        return not self._failed and self.path.exists()

    def append(self, event: Event) -> str:
        """Add an event; it is with the system when this returns.

        Returns a sentence for the user when the journal fails, once, else an empty text.
        """
        self._measured = self._measured or isinstance(event, Measured)
        self._write(encode(event) + "\n")
        trouble, self._trouble = self._trouble, ""
        return trouble

    def put_away(self) -> None:
        """Close it in good order: the run is kept, unless nothing was measured, and not offered."""
        if self._measured:
            self._write(PUT_AWAY)
            self.close()
        else:
            self.discard()

    def discard(self) -> None:
        """Close and remove it: the run was saved."""
        self.close()
        discard(self.path)

    def close(self) -> None:
        """Close it as a program does that ends: the run is offered at the next start."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self._give_up(error)

    def _write(self, text: str) -> None:
        if self._file is not None:
            try:
                self._file.write(text)
                self._file.flush()
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # closing flushes what could not be written either
                file.close()
        self._failed = True
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
            return _folded(file)
    except OSError:
        return None


def at_rest(folder: Path) -> Iterator[Path]:
    """Yield the journals that no program has at hand, the newest first."""
    for path in _in(folder):
        with suppress(OSError):  # removed meanwhile, or not ours to read
            if not locking.is_held(path):
                yield path


def _in(folder: Path) -> list[Path]:
    """The journals of a folder, the newest first; a pipe or a device of such a name is none."""
    return sorted((path for path in folder.glob(f"*{SUFFIX}") if path.is_file()), reverse=True)


def kept(folder: Path) -> Iterator[Kept]:
    """Yield the runs that were not saved, the newest first; one that did not end is stopped."""
    return _kept(at_rest(folder))


def offered(folder: Path) -> Iterator[Kept]:
    """Yield, of those that are kept, the ones whose program crashed or was killed."""
    return _kept(path for path in at_rest(folder) if not was_put_away(path))


def was_put_away(path: Path) -> bool:
    """Whether the program that wrote a journal was done with the run."""
    mark = PUT_AWAY.encode()
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - len(mark)))
        return file.read() == mark


def discard(path: Path) -> None:
    """Remove a journal; one that cannot be removed is offered again."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def discard_saved(folder: Path, run: Run) -> None:
    """Remove the journal of a run that is over and was saved."""
    for path in _in(folder) if run.finished else ():
        begun = _begun(path)
        if begun is not None and (begun.created, begun.plan.kernel) == (
            run.created,
            run.plan.kernel,
        ):
            discard(path)


def _begun(path: Path) -> Run | None:
    """The run of a journal's first event; older journals have another line before it."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return _folded(islice(file, 2))
    except OSError:
        return None


def _kept(paths: Iterable[Path]) -> Iterator[Kept]:
    for path in paths:
        run = read(path)
        if run is not None:
            yield Kept(path, run if run.finished else replace(run, finished="stopped"))


def _folded(lines: Iterable[str]) -> Run | None:
    """The run of a journal's lines, and of the one that it goes on with."""
    lines = iter(lines)
    first = next(lines, "")
    return fold(_events(chain([first], lines)), _earlier(first))


def _earlier(line: str) -> Run | None:
    if not line.startswith(f'{{"{EARLIER}":'):
        return None
    try:
        return from_content(json.loads(line)[EARLIER])
    except (ValueError, TypeError, RecursionError):
        return None


def _events(lines: Iterable[str]) -> Iterator[Event]:
    for line in lines:
        try:
            yield decode(line)
        except ValueError:
            continue


def in_words(run: Run) -> str:
    """Say which run was not saved, when it began and how much of it there is."""
    measured = sum(record.estimate is not None for record in run.points.values())
    points = "1 point was" if measured == 1 else f"{count(measured)} points were"
    when = begun(run.created)
    start = f"A run of {run.plan.kernel.name}{f' from {when}' if when else ''}"
    end = "was interrupted" if run.finished == "stopped" else "was not saved"
    return f"{start} {end}; {points} measured."


def begun(created: str, now: datetime | None = None) -> str:
    """Return the time of day of a moment, with its date where it is not today's."""
    try:
        moment = datetime.fromisoformat(created).astimezone()
    except (ValueError, OverflowError):
        return ""
    today = (now or datetime.now()).astimezone().date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%d %B %Y, %H:%M}"
