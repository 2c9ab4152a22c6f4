"""The index of the history: what is searched. It holds nothing that is not in the files."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import overload
from zlib import crc32

import msgspec

from explorer.history.entry import Entry
from explorer.history.files import ENTRY, Files
from explorer.results.record import moment

VERSION = 4
"""Of the tables; an index of another version is made anew from the files."""
PATIENCE_S = 5.0
"""How long one program waits for another that writes."""

_TABLES = """
CREATE TABLE entries (
    id TEXT PRIMARY KEY, moment REAL, kernel TEXT, starred INTEGER, name TEXT, bytes INTEGER,
    words TEXT, content BLOB, checksum INTEGER, state TEXT
);
CREATE INDEX by_moment ON entries (moment DESC, id);
CREATE TABLE agreed (stamp INTEGER);
"""


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for: all of these words, of this kernel, starred, by this name."""

    words: Sequence[str] = ()
    kernel: str = ""
    starred: bool = False
    name: str = ""
    limit: int | None = None


class Entries(Sequence[Entry]):
    """Entries in their order, each read when it is asked for: of 10,000 in a list few are seen."""

    def __init__(self, rows: Sequence[tuple[str, bytes]]) -> None:
        self.ids = [name for name, _ in rows]
        self._contents = [content for _, content in rows]
        self._read: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> list[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | list[Entry]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        if place not in self._read:
            self._read[place] = _DECODER.decode(self._contents[place])
        return self._read[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entries):
            return self._contents == other._contents
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def put(self, place: int, entry: Entry) -> None:
        """Have another state of an entry at its place."""
        self._contents[place], self._read[place] = msgspec.json.encode(entry), entry


class Index:
    """A database of entries in a file; one of another version is emptied.

    Every method opens it anew, so any number of programs may use it at once. Only `agree` says
    something of an entry, so whoever is ended between a file and the index leaves nothing old.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def agreed(self) -> int | None:
        """Return the stamp of the files as they were when it said what they say.

        None after any change since.
        """
        with self._open() as database:
            found = database.execute("SELECT stamp FROM agreed").fetchone()
        return None if found is None else int(found[0])

    def agree(self, files: Files) -> None:
        """Make it say what the files say: those are read that are in another state than they were.

        One program does so at a time, so a later look is never overwritten by an earlier one; what
        changes while it looks has another stamp, and is in another state at the next look.
        """
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            stamp, there = files.stamp(), files.states()
            known = dict(database.execute("SELECT id, state FROM entries"))
            gone, found = known.keys() - there.keys(), []
            for name in (name for name in there if there[name] != known.get(name)):
                try:
                    entry = files.read(files.place(name, ENTRY))
                except OSError:
                    stamp = None  # the next look may read it
                    continue
                if entry is not None:
                    found.append(entry)
                elif name in known:
                    gone.add(name)
            database.executemany("DELETE FROM entries WHERE id = ?", [(name,) for name in gone])
            _insert(database, found, there)
            database.execute("DELETE FROM agreed")
            if stamp is not None:
                database.execute("INSERT INTO agreed VALUES (?)", (stamp,))

    def disagree(self) -> None:
        """Look through the files next time, whatever their stamp says."""
        with self._open() as database:
            database.execute("DELETE FROM agreed")

    def find(self, wanted: Wanted) -> Entries:
        """Return the entries that are asked for, the newest first."""
        conditions, values = _conditions(wanted)
        query = f"SELECT {_CHECKED} FROM entries{conditions} ORDER BY moment DESC, id"
        if wanted.limit is not None:
            query += f" LIMIT {int(wanted.limit)}"
        with self._open() as database:
            return Entries(_whole(database.execute(query, values)))

    def get(self, start: str) -> list[Entry]:
        """Return the entries whose id begins like this."""
        with self._open() as database:
            found = database.execute(
                f"SELECT {_CHECKED} FROM entries WHERE substr(id, 1, ?) = ?", (len(start), start)
            )
            return list(Entries(_whole(found)))

    def total_bytes(self) -> int:
        """Return what the files of all entries take."""
        with self._open() as database:
            return int(database.execute("SELECT TOTAL(bytes) FROM entries").fetchone()[0])

    def remove_file(self) -> None:
        """Remove a damaged database."""
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Hand out a transaction; raises sqlite3.DatabaseError, also for what is no database."""
        with closing(self._connected()) as database, database:
            try:
                yield database
            except (TypeError, ValueError, OverflowError) as error:  # none of its own values
                raise sqlite3.DatabaseError(f"it is damaged ({error})") from error

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=PATIENCE_S)
        try:
            database.execute("PRAGMA synchronous = NORMAL")
            if _version(database) != VERSION:
                database.execute("PRAGMA journal_mode = WAL")
                with database:
                    database.execute("BEGIN IMMEDIATE")
                    if _version(database) != VERSION:  # another program may have made them
                        _make_tables(database)
                        database.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            database.close()
            raise
        return database


class InMemory(Index):
    """Entries in memory: SQLite cannot even read a file where the disk is full."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._database = sqlite3.connect(":memory:")
        _make_tables(self._database)
        _insert(self._database, entries, {})

    def close(self) -> None:
        """Forget them."""
        self._database.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._database as database:
            yield database


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _make_tables(database: sqlite3.Connection) -> None:
    for table in ("entries", "agreed"):
        database.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES.strip().split(";")[:-1]:
        database.execute(statement)


def _insert(
    database: sqlite3.Connection, entries: Sequence[Entry], states: Mapping[str, str]
) -> None:
    contents = map(msgspec.json.encode, entries)
    rows = [
        (e.id, moment(e.created), e.kernel, e.starred, e.name, e.bytes, e.words,
         content, _checksum(e.id, content), states.get(e.id))
        for e, content in zip(entries, contents, strict=True)
    ]  # fmt: skip
    rows.sort(key=itemgetter(1))  # what is read by moment is then read in one go
    database.executemany("REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


_DECODER = msgspec.json.Decoder(Entry)
_CHECKED = "id, content, checksum"


def _whole(rows: Iterable[tuple[str, bytes, int]]) -> list[tuple[str, bytes]]:
    """What rows hold; raises sqlite3.DatabaseError where it is not what was written there."""
    found = []
    for name, content, checksum in rows:
        if not isinstance(content, bytes) or _checksum(name, content) != checksum:
            raise sqlite3.DatabaseError("an entry is damaged")
        found.append((name, content))
    return found


def _checksum(name: str, content: bytes) -> int:
    return crc32(content, crc32(str(name).encode()))


def _conditions(wanted: Wanted) -> tuple[str, list[str]]:
    parts: list[str] = []
    values: list[str] = []
    for word in wanted.words:
        parts.append("instr(words, ?)")
        values.append(word.lower())
    if wanted.kernel:
        parts.append("kernel = ?")
        values.append(wanted.kernel)
    if wanted.name:
        parts.append("name = ?")
        values.append(wanted.name)
    if wanted.starred:
        parts.append("starred")
    known = [value.encode("utf-8", "replace").decode() for value in values]  # a name may be no text
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), known
