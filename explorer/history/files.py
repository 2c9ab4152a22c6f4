"""The files of the history: a run packed, what is told of it beside it, and its user's source.

`runs/ID.run.gz` is the run file, packed; `runs/ID.json` the entry; `runs/ID.py` the user's source,
where the run was of a file. What is deleted waits in `deleted/` for a week. Files are written
whole or not at all, so a killed program, a full disk or a second window loses no other run.
"""

import gzip
import io
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import platformdirs

from explorer import atomic, regular
from explorer.atomic import SaveError
from explorer.history.entry import Entry, entry_of
from explorer.results import runfile
from explorer.results.record import Run
from explorer.results.runfile import RunFileError

KEPT_S = 7 * 24 * 3600.0
"""How long what was deleted can be brought back."""

SETTLED_NS = 3_000_000_000
"""How long ago the folder changed before its moment says that nothing changed since; the coarsest
clock of files has steps of two seconds."""

RUN, ENTRY, SOURCE = ".run.gz", ".json", ".py"

_DECODER = msgspec.json.Decoder(Entry)


def default_folder() -> Path:
    """Return where this user's history is, which need not exist yet."""
    return platformdirs.user_data_path("numba-explorer", appauthor=False) / "history"


class Files:
    """Those in a folder; what writes or moves them raises SaveError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs, self.deleted = folder / "runs", folder / "deleted"

    def make(self) -> None:
        """Make the folders where they are missing; what was deleted a week ago goes."""
        try:
            for folder in (self.runs, self.deleted):
                folder.mkdir(parents=True, exist_ok=True)
            for path in self.deleted.iterdir():
                with suppress(OSError):  # what cannot go now is no reason to lose a run
                    if time.time() - path.stat().st_mtime > KEPT_S:
                        path.unlink()
        except OSError as error:
            raise SaveError(
                f"The history in “{self.folder}” cannot be written: {error.strerror or error}."
            ) from error

    def place(self, name: str, ending: str) -> Path:
        """Return where a file of a run is."""
        return self.runs / f"{name}{ending}"

    def write(self, entry: Entry) -> None:
        """Write an entry beside its run."""
        atomic.write(self.place(entry.id, ENTRY), msgspec.json.encode(entry))

    def move(self, name: str, source: Path, target: Path) -> None:
        """Move the files of a run from one folder to another."""
        for ending in (RUN, SOURCE, ENTRY):  # the entry last: without it there is nothing to find
            try:
                (source / f"{name}{ending}").replace(target / f"{name}{ending}")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise SaveError(f"“{name}” cannot be moved: {error.strerror or error}.") from error

    def discard(self, name: str) -> None:
        """Move the files of a run to what is deleted; their week begins now."""
        self.move(name, self.runs, self.deleted)
        for ending in (RUN, SOURCE, ENTRY):
            with suppress(OSError):
                os.utime(self.deleted / f"{name}{ending}")

    def stamp(self) -> int | None:
        """Return when a file was last added, replaced or removed, below 0 where that was only now.

        Two changes may have one moment, the clock of files being coarse: what was looked through
        just after a change is looked through once more later. Windows does not write down when a
        folder on FAT changed: what others than these programs add there is found after a run is
        next kept or changed. To count the names would take as long as a search.
        """
        try:
            changed_ns = self.runs.stat().st_mtime_ns
        except OSError:
            return None
        return changed_ns if time.time_ns() - changed_ns > SETTLED_NS else -changed_ns

    def states(self) -> dict[str, str]:
        """Return the ids of all runs, each with what is another where its entry was replaced."""
        with suppress(FileNotFoundError), os.scandir(self.runs) as found:
            return {f.name[: -len(ENTRY)]: _state(f) for f in found if f.name.endswith(ENTRY)}
        return {}

    def entries(self, folder: Path) -> Iterator[Entry]:
        """Yield the entries in a folder."""
        for path in sorted(folder.glob(f"*{ENTRY}")):
            with suppress(OSError):
                entry = self.read(path)
                if entry is not None:
                    yield entry

    def read(self, path: Path) -> Entry | None:
        """Return the entry of a file; of one that is damaged, what its run says.

        None where neither says anything, or it is a copy under another name, as programs make that
        carry files between machines; raises OSError where it may be readable later.
        """
        entry: Entry | None
        try:
            entry = _DECODER.decode(regular.content(path, runfile.LARGEST))
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, ValueError):
            entry = self._made_anew(path)
        return entry if entry is not None and path.name == f"{entry.id}{ENTRY}" else None

    def run(self, path: Path) -> Run:
        """Open a packed run file; raises OSError where it cannot be read, else RunFileError."""
        packed = io.BytesIO(regular.content(path, runfile.LARGEST))
        try:
            with gzip.open(packed) as file:
                content = file.read(runfile.LARGEST)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise RunFileError(f"“{path}” is a damaged run file: {error}.") from error
        return runfile.parsed(content, str(path))

    def _made_anew(self, path: Path) -> Entry | None:
        packed = path.with_name(path.name[: -len(ENTRY)] + RUN)
        with suppress(FileNotFoundError, RunFileError, ValueError):
            entry = entry_of(self.run(packed))
            with suppress(SaveError):
                atomic.write(path, msgspec.json.encode(entry))
            return entry
        return None


def _state(file: os.DirEntry[str]) -> str:
    """The moment and the length of a file; one that cannot be looked at is in none it was in."""
    try:
        now = file.stat()
    except OSError:
        return ""
    return f"{now.st_mtime_ns} {now.st_size}"
