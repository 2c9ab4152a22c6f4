"""The archive: a file for each run, what is told of it beside it, and the index over all.

`runs/ID.run.gz` is the run file, packed; `runs/ID.json` the entry; `runs/ID.py` the user's source,
where the run was of a file. What is deleted waits in `deleted/` for a week. Files are written
whole or not at all, so a killed program, a full disk or a second window loses no other run.
"""

import gzip
import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import platformdirs

from explorer import atomic, regular
from explorer.atomic import SaveError
from explorer.history.entry import Entry, entry_of, with_what_the_user_said
from explorer.history.index import Entries, Index, InMemory, Wanted
from explorer.refused import RefusedError
from explorer.results import journal, runfile
from explorer.results.record import Run
from explorer.results.runfile import RunFileError

MOST_BYTES = 2**30
"""What all files together may take; then the oldest go that are neither starred nor named."""
LIMIT = "limit"
"""The file that says so where the user has chosen another limit."""
KEPT_S = 7 * 24 * 3600.0
"""How long what was deleted can be brought back."""

SETTLED_NS = 3_000_000_000
"""How long ago the folder changed before its moment says that nothing changed since; the coarsest
clock of files, FAT's, has steps of two seconds."""

T = TypeVar("T")

RUN, ENTRY, SOURCE = ".run.gz", ".json", ".py"


class HistoryError(RefusedError):
    """Something is not in the history, or cannot be read; the message is one sentence."""


def default_folder() -> Path:
    """Return where this user's history is, which need not exist yet."""
    return platformdirs.user_data_path("numba-explorer", appauthor=False) / "history"


class Archive:
    """The runs in a folder. Methods that write raise SaveError, those that read HistoryError."""

    def __init__(self, folder: Path | None = None, most_bytes: int | None = None) -> None:
        self.folder = default_folder() if folder is None else folder
        self._runs, self._deleted = self.folder / "runs", self.folder / "deleted"
        self._most_bytes = self._limit() if most_bytes is None else most_bytes
        self._index: Index = Index(self.folder / "index.sqlite")

    def keep(self, run: Run, source: str | None = None) -> Entry:
        """Keep a run, in place of an earlier state of it; `source` is the text of its file.

        Of a run that cannot be kept whole nothing is left: a full disk has use for the room.
        """
        self._make()
        entry = entry_of(run)
        packed = gzip.compress(runfile.dumped(run).encode(), compresslevel=6, mtime=0)
        entry = replace(
            with_what_the_user_said(entry, self._read(self._place(entry.id, ENTRY))),
            bytes=len(packed) + len(source or ""),
        )
        is_new = not self._place(entry.id, ENTRY).exists()
        try:
            atomic.write(self._place(entry.id, RUN), packed)
            if source is not None:
                atomic.write(self._place(entry.id, SOURCE), source.encode("utf-8", "replace"))
            self._write(entry)
        except SaveError:
            for ending in (RUN, SOURCE) if is_new else ():
                with suppress(OSError):
                    self._place(entry.id, ending).unlink()
            raise
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
        path = self._place(entry.id, RUN)
        try:
            with gzip.open(path) as file:
                content = file.read(runfile.LARGEST)
        except (OSError, EOFError, ValueError) as error:
            raise HistoryError(f"“{path}” cannot be opened: {error}.") from error
        try:
            return runfile.parsed(content, str(path))
        except RunFileError as error:
            raise HistoryError(str(error)) from error

    def source(self, entry: Entry) -> str | None:
        """Return the source that was measured, None where it is not kept."""
        try:
            content = regular.content(self._place(entry.id, SOURCE), runfile.LARGEST)
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
        self._make()
        place = self._place(entry.id, ENTRY)
        known = self._read(place)
        if known is None:
            what = "cannot be read" if place.exists() else "is not in the history any more"
            raise SaveError(f"The run “{entry.id}” {what}.")
        changed = replace(known, **said)
        self._write(changed)
        return changed

    def delete(self, entry: Entry) -> None:
        """Take an entry out; `restore` brings it back, for a week."""
        self._make()
        self._move(entry.id, self._runs, self._deleted)
        for path in self._deleted.glob(f"{entry.id}.*"):
            with suppress(OSError):
                os.utime(path)  # the week begins now
        self._tell_index(lambda: self._index.remove([entry.id]))

    def restore(self, entry: Entry) -> None:
        """Bring back what was deleted."""
        self._move(entry.id, self._deleted, self._runs)
        if not self._place(entry.id, ENTRY).exists():
            raise SaveError(f"The run “{entry.id}” cannot be brought back any more.")
        self._tell_index(lambda: self._index.put([entry]))

    def deleted(self) -> list[Entry]:
        """Return what can be brought back."""
        return list(self._entries(self._deleted))

    def limit(self, most_bytes: int) -> None:
        """Keep to so many bytes from now on, whoever keeps runs here."""
        self._make()
        atomic.write(self.folder / LIMIT, f"{most_bytes}\n".encode())
        self._most_bytes = most_bytes

    def _limit(self) -> int:
        """The bytes that were allowed; what nobody has said, or cannot be read, is the usual."""
        try:
            return int((self.folder / LIMIT).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return MOST_BYTES

    def prune(self) -> list[Entry]:
        """Delete the oldest entries as far as the limit asks for it, and return them."""
        over = self._looked_up(lambda: self._index.total_bytes()) - self._most_bytes
        gone = []
        for entry in self._looked_up(lambda: self._index.oldest()) if over > 0 else ():
            if over <= 0:
                break
            self.delete(entry)
            over -= entry.bytes
            gone.append(entry)
        return gone

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
        with closing(InMemory(list(self._entries(self._runs)))) as files:
            self._index = files
            try:
                return look()
            finally:
                self._index = usual

    def _place(self, name: str, ending: str) -> Path:
        return self._runs / f"{name}{ending}"

    def _make(self) -> None:
        try:
            for folder in (self._runs, self._deleted):
                folder.mkdir(parents=True, exist_ok=True)
            for path in self._deleted.iterdir():
                with suppress(FileNotFoundError):  # another program removes them, too
                    if time.time() - path.stat().st_mtime > KEPT_S:
                        path.unlink()
        except OSError as error:
            raise SaveError(
                f"The history in “{self.folder}” cannot be written: {error.strerror or error}."
            ) from error

    def _write(self, entry: Entry) -> None:
        # What the index lacks it takes from the files: where this is ended, it says nothing old.
        self._tell_index(lambda: self._index.remove([entry.id]))
        atomic.write(self._place(entry.id, ENTRY), msgspec.json.encode(entry))
        self._tell_index(lambda: self._index.put([entry]))

    def _tell_index(self, change: Callable[[], None]) -> None:
        """Change the index; where that fails, it is brought into agreement when it is read."""
        with suppress(sqlite3.Error, OSError):
            change()

    def _move(self, name: str, source: Path, target: Path) -> None:
        for ending in (RUN, SOURCE, ENTRY):  # the entry last: without it there is nothing to find
            try:
                (source / f"{name}{ending}").replace(target / f"{name}{ending}")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise SaveError(f"“{name}” cannot be moved: {error.strerror or error}.") from error

    def _agree(self) -> None:
        """Make the index say what the files say, where entries are missing or too many."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = self._stamp()
        if stamp is not None and self._index.agreed() == stamp:
            return
        there = set(self._names())
        known = self._index.ids()
        if gone := known - there:
            self._index.remove(sorted(gone))
        if new := there - known:
            paths = (self._place(name, ENTRY) for name in sorted(new))
            self._index.put([entry for path in paths if (entry := self._read(path)) is not None])
        if stamp is not None:
            self._tell_index(lambda: self._index.agree(stamp))

    def _stamp(self) -> int | None:
        """When a file was last added, replaced or removed; None where that has only just been.

        Two changes may have one moment, the clock of files being coarse.
        """
        try:
            changed_ns = self._runs.stat().st_mtime_ns
        except OSError:
            return None
        return changed_ns if time.time_ns() - changed_ns > SETTLED_NS else None

    def _names(self) -> Iterator[str]:
        with suppress(FileNotFoundError), os.scandir(self._runs) as found:
            yield from (f.name[: -len(ENTRY)] for f in found if f.name.endswith(ENTRY))

    def _entries(self, folder: Path) -> Iterator[Entry]:
        for path in sorted(folder.glob(f"*{ENTRY}")):
            entry = self._read(path)
            if entry is not None:
                yield entry

    def _read(self, path: Path) -> Entry | None:
        """The entry of a file; of one that is damaged, what its run says."""
        try:
            return _DECODER.decode(path.read_bytes())
        except OSError:
            return None
        except (msgspec.DecodeError, ValueError):
            return self._made_anew(path)

    def _made_anew(self, path: Path) -> Entry | None:
        packed = path.with_name(path.name[: -len(ENTRY)] + RUN)
        with suppress(OSError, EOFError, RunFileError, ValueError):
            entry = entry_of(runfile.parsed(gzip.decompress(packed.read_bytes()), str(packed)))
            with suppress(SaveError):
                atomic.write(path, msgspec.json.encode(entry))
            return entry
        return None


_DECODER = msgspec.json.Decoder(Entry)


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
