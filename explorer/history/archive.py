"""The archive: the files of all runs that were kept, and the index over them, which agrees."""

import gzip
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from explorer import atomic, regular
from explorer.atomic import SaveError
from explorer.history.entry import Entry, entry_of, with_what_the_user_said
from explorer.history.files import ENTRY, RUN, SOURCE, Files, default_folder
from explorer.history.index import Entries, Index, InMemory, Wanted
from explorer.refused import RefusedError
from explorer.results import journal, runfile
from explorer.results.record import Run, moment
from explorer.results.runfile import RunFileError

MOST_BYTES = 2**30
"""What all files together may take; then the oldest go that are neither starred nor named."""
LIMIT, LIMIT_BYTES = "limit", 100
"""The file that says so where the user has chosen another limit, and how long it is at most."""

T = TypeVar("T")


class HistoryError(RefusedError):
    """Something is not in the history, or cannot be read; the message is one sentence."""


class Archive:
    """The runs in a folder. Methods that write raise SaveError, those that read HistoryError."""

    def __init__(self, folder: Path | None = None, most_bytes: int | None = None) -> None:
        self.folder = default_folder() if folder is None else folder
        self._files = Files(self.folder)
        self._most_bytes = self._limit() if most_bytes is None else most_bytes
        self._index: Index = Index(self.folder / "index.sqlite")

    def keep(self, run: Run, source: str | None = None) -> Entry:
        """Keep a run, in place of an earlier state of it; `source` is the text of its file.

        Of a run that cannot be kept whole nothing is left: a full disk has use for the room.
        """
        self._files.make()
        entry = entry_of(run)
        packed = gzip.compress(runfile.dumped(run).encode(), compresslevel=6, mtime=0)
        entry = replace(
            with_what_the_user_said(entry, self._known(entry.id)),
            bytes=len(packed) + len(source or ""),
        )
        is_new = not self._files.place(entry.id, ENTRY).exists()
        try:
            atomic.write(self._files.place(entry.id, RUN), packed)
            if source is not None:
                atomic.write(self._files.place(entry.id, SOURCE), source.encode("utf-8", "replace"))
            self._files.write(entry)
        except SaveError:
            for ending in (RUN, SOURCE) if is_new else ():
                with suppress(OSError):
                    self._files.place(entry.id, ending).unlink()
            raise
        self._disagree()
        return entry

    def take_in(self, path: Path) -> Entry | None:
        """Keep the run of a journal that was put away, and remove the journal; None without one."""
        run = journal.read(path)
        if run is None or not any(record.estimate for record in run.points.values()):
            return None
        entry = self.keep(run, source_of(run))
        journal.discard(path)
        return entry

    def gather(self, folder: Path) -> None:
        """Take in what programs put away and could not keep; whatever does not work stays there."""
        for path in journal.at_rest(folder):
            with suppress(SaveError, OSError):
                if journal.was_put_away(path):
                    self.take_in(path)

    def find(self, wanted: Wanted | None = None) -> Entries:
        """Return the entries that are asked for, the newest first."""
        return self._looked_up(lambda: self._index.find(wanted or Wanted()))

    def get(self, start: str) -> Entry:
        """Return the one entry whose id begins like this; raises HistoryError."""
        found = self._looked_up(lambda: self._index.get(start)) if start else []
        if len(found) != 1:
            how = "several runs begin" if found else "no run begins"
            raise HistoryError(f"In the history {how} with “{start}”.")
        return found[0]

    def run(self, entry: Entry) -> Run:
        """Open a kept run; raises HistoryError."""
        path = self._files.place(entry.id, RUN)
        try:
            return self._files.run(path)
        except OSError as error:
            raise HistoryError(f"“{path}” cannot be opened: {error.strerror or error}.") from error
        except RunFileError as error:
            raise HistoryError(str(error)) from error

    def source(self, entry: Entry) -> str | None:
        """Return the source that was measured, None where it is not kept."""
        try:
            content = regular.content(self._files.place(entry.id, SOURCE), runfile.LARGEST)
        except OSError:
            return None
        return content.decode("utf-8", "replace")

    def source_of(self, sha256: str) -> str | None:
        """Return the source of that content, None where no run of it is kept with its source."""
        same = (entry for entry in self.find() if entry.sha256 == sha256)
        found = (self.source(entry) for entry in same)
        return next((text for text in found if text is not None), None)

    def change(self, entry: Entry, **said: Any) -> Entry:
        """Write what the user said of an entry, as its fields, and return how it is now.

        What another program wrote of it meanwhile stays.
        """
        self._files.make()
        known = self._known(entry.id)
        if known is None:
            is_there = self._files.place(entry.id, ENTRY).exists()
            what = "cannot be read" if is_there else "is not in the history any more"
            raise SaveError(f"The run “{entry.id}” {what}.")
        changed = replace(known, **said)
        self._files.write(changed)
        self._disagree()
        return changed

    def delete(self, entry: Entry) -> None:
        """Take an entry out; `restore` brings it back, for a week."""
        self._files.make()
        self._take_out(entry)

    def restore(self, entry: Entry) -> None:
        """Bring back what was deleted."""
        self._files.move(entry.id, self._files.deleted, self._files.runs)
        if not self._files.place(entry.id, ENTRY).exists():
            raise SaveError(f"The run “{entry.id}” cannot be brought back any more.")
        self._disagree()

    def deleted(self) -> list[Entry]:
        """Return what can be brought back."""
        return list(self._files.entries(self._files.deleted))

    def limit(self, most_bytes: int) -> None:
        """Keep to so many bytes from now on, whoever keeps runs here."""
        self._files.make()
        atomic.write(self.folder / LIMIT, f"{most_bytes}\n".encode())
        self._most_bytes = most_bytes

    def _limit(self) -> int:
        """The bytes that were allowed; what nobody has said, or cannot be read, is the usual."""
        try:
            return int(regular.content(self.folder / LIMIT, LIMIT_BYTES))
        except (OSError, ValueError):
            return MOST_BYTES

    def prune(self) -> list[Entry]:
        """Delete the oldest entries as far as the limit asks for it, and return them."""
        if self._looked_up(lambda: self._index.total_bytes()) <= self._most_bytes:
            return []
        entries = self.find()  # which are looked at one by one: a sum may be a damaged index's
        over, gone = sum(entry.bytes for entry in entries) - self._most_bytes, []
        self._files.make()
        for entry in sorted(entries, key=lambda entry: moment(entry.created)):
            if over > 0 and not (entry.starred or entry.name):
                self._take_out(entry)
                over -= entry.bytes
                gone.append(entry)
        return gone

    def _take_out(self, entry: Entry) -> None:
        self._files.discard(entry.id)
        self._disagree()

    def _looked_up(self, look: Callable[[], T]) -> T:
        """Ask the index, after it agrees with the files; a damaged one is made anew, once.

        Where it cannot be used, as on a full disk, the files alone are asked.
        """
        try:
            try:
                self._agree()
                return look()
            except sqlite3.OperationalError:
                return self._of_files(look)  # locked, or a full disk: it is not damaged
            except sqlite3.DatabaseError:
                self._index.remove_file()
                self._agree()
                return look()
        except (sqlite3.Error, OSError) as error:
            said = getattr(error, "strerror", None) or error
            raise HistoryError(f"The history in “{self.folder}” cannot be read: {said}.") from error

    def _of_files(self, look: Callable[[], T]) -> T:
        usual = self._index
        with closing(InMemory(list(self._files.entries(self._files.runs)))) as files:
            self._index = files
            try:
                return look()
            finally:
                self._index = usual

    def _known(self, name: str) -> Entry | None:
        """What is kept of a run; raises SaveError where that cannot be read: it would be lost."""
        try:
            return self._files.read(self._files.place(name, ENTRY))
        except OSError as error:
            why = error.strerror or error
            raise SaveError(f"The run “{name}” cannot be read: {why}.") from error

    def _disagree(self) -> None:
        """Have the next look go through the files; where that fails, their stamp says so, too."""
        with suppress(sqlite3.Error, OSError):
            self._index.disagree()

    def _agree(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = self._files.stamp()
        if stamp is None or self._index.agreed() != stamp:
            self._index.agree(self._files)


def source_of(run: Run) -> str | None:
    """Return the text of the file that a run was of, None where it is another by now."""
    ref = run.plan.kernel
    if ref.file is None:
        return None
    try:
        content = regular.content(Path(ref.file), runfile.LARGEST)
    except (OSError, ValueError):
        return None
    same = hashlib.sha256(content).hexdigest() == ref.sha256
    return content.decode("utf-8", "replace") if same else None
