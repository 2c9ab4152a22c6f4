"""Runs that are kept: found again, changed by their user, deleted and brought back."""

import gzip
import json
import multiprocessing
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import made_runs as made
import pytest

from explorer import atomic, regular
from explorer.atomic import SaveError
from explorer.history.archive import Archive, HistoryError, source_of
from explorer.history.entry import Entry
from explorer.history.files import ENTRY, KEPT_S, RUN, SETTLED_NS, Files
from explorer.history.index import Index, Wanted
from explorer.measure.plan import KernelRef
from explorer.results.journal import Journal


def run_of(number, **changes):
    """A run that was begun at a moment of its own."""
    return replace(made.sweep(**changes), created=f"2026-01-{number:02}T03:04:05+00:00")


def settle(archive, ago_s=60):
    """Have its folder be as it is for a while: then its moment tells every change."""
    os.utime(archive.folder / "runs", (0, time.time() - ago_s))


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "history")


def test_a_run_is_kept_whole_and_told_of(archive):
    run = run_of(1)
    entry = archive.keep(run, "def f(): pass\n")
    assert archive.run(entry) == run
    assert archive.source(entry) == "def f(): pass\n"
    assert archive.find() == [entry]
    assert entry.best == "team with 2 threads"
    assert entry.advice.startswith("Use team with 2 threads from n ≈ 4,4")
    assert entry.sizes == (100, 100_000)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for _, curve in entry.curves for x, y in curve)


def test_where_it_is_undecided_what_is_best_that_is_kept_too(archive):
    wide = {curve: {"spread": 0.9} for curve in (made.LOOP, made.TEAM1, made.TEAM)}
    best = archive.keep(run_of(1, shapes=wide)).best
    assert best == "undecided: loop or 2 more"


def test_the_same_run_is_kept_once_with_what_its_user_said(archive):
    entry = archive.keep(run_of(1, finished="stopped"))
    archive.change(entry, name="laptop", note="on battery", tags=("a", "b"), starred=True)
    again = archive.keep(run_of(1))
    assert archive.find() == [again]
    assert (again.finished, again.name, again.note) == ("precise", "laptop", "on battery")
    assert (again.tags, again.starred) == (("a", "b"), True)


def test_the_newest_come_first_and_all_words_are_searched(archive):
    for number in (2, 1, 3):
        kernel = KernelRef(
            "dot" if number == 2 else "sum", arguments={"a": f"rng.random({number})"}
        )
        archive.keep(run_of(number, kernel=kernel))
    assert [entry.created[8:10] for entry in archive.find()] == ["03", "02", "01"]
    assert len(archive.find(Wanted(limit=2))) == 2
    assert [e.kernel for e in archive.find(Wanted(("DOT", "fine cpu")))] == ["dot"]
    assert [e.created[8:10] for e in archive.find(Wanted(("random(3)",)))] == ["03"]
    assert archive.find(Wanted(("dot", "random(3)"))) == []
    assert archive.find(Wanted(("\udcff",), name="\udcff")) == []
    assert len(archive.find(Wanted(kernel="sum"))) == 2
    assert archive.find(Wanted(("%",))) == []


def test_stars_and_names_are_found(archive):
    entry = archive.keep(run_of(1))
    archive.keep(run_of(2))
    archive.change(entry, starred=True, name="before the rewrite")
    assert [e.id for e in archive.find(Wanted(starred=True))] == [entry.id]
    assert [e.id for e in archive.find(Wanted(name="before the rewrite"))] == [entry.id]


def test_what_two_programs_say_of_a_run_stays(archive):
    seen = archive.keep(run_of(1))  # by a list of another window, which has not looked again
    archive.change(seen, note="on battery")
    assert archive.change(seen, starred=True).note == "on battery"
    (found,) = archive.find()
    assert (found.note, found.starred) == ("on battery", True)
    archive.delete(seen)
    with pytest.raises(SaveError, match="is not in the history any more"):
        archive.change(seen, name="laptop")
    assert archive.find() == []


def test_a_look_that_another_program_overtakes_says_nothing_old(archive, monkeypatch):
    entry, other, read = archive.keep(run_of(1)), Archive(archive.folder), Files.read
    settle(archive)

    def overtaken(files, path):
        found = read(files, path)
        monkeypatch.undo()
        monkeypatch.setattr("explorer.history.index.PATIENCE_S", 0.0)
        other.change(entry, starred=True)
        return found

    monkeypatch.setattr(Files, "read", overtaken)
    archive.find()
    assert [one.starred for one in archive.find()] == [True]


def test_what_is_brought_back_is_as_it_was_deleted(archive):
    seen = archive.keep(run_of(1))
    archive.change(seen, note="on battery")  # by another window
    archive.delete(seen)
    archive.restore(seen)
    assert [one.note for one in archive.find()] == ["on battery"]


def test_a_program_that_is_ended_before_the_index_knows_loses_nothing(archive, monkeypatch):
    entry = archive.keep(run_of(1))
    settle(archive)
    assert archive.find() == [entry]
    monkeypatch.setattr(Index, "disagree", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        archive.change(entry, note="on battery")
    monkeypatch.undo()
    assert [one.note for one in archive.find()] == ["on battery"]


def test_what_is_deleted_comes_back_and_goes_after_a_week(archive, monkeypatch):
    entry = archive.keep(run_of(1), "source")
    for path in archive.folder.rglob(f"{entry.id}.*"):
        os.utime(path, (0, 0))  # it is old
    archive.delete(entry)
    (archive.folder / "deleted" / "a folder").mkdir()
    os.utime(archive.folder / "deleted" / "a folder", (0, 0))
    archive.keep(run_of(3))
    archive.delete(archive.find()[0])
    assert entry in archive.deleted()
    assert archive.find() == []
    archive.restore(entry)
    assert archive.find() == [entry]
    assert archive.source(entry) == "source"
    archive.delete(entry)
    later = time.time() + KEPT_S + 60
    monkeypatch.setattr("explorer.history.files.time.time", lambda: later)
    archive.keep(run_of(2))
    assert archive.deleted() == []
    with pytest.raises(SaveError, match="cannot be brought back any more"):
        archive.restore(entry)


def test_an_id_may_be_shortened_as_far_as_it_is_one(archive):
    entry = archive.keep(run_of(1))
    archive.keep(run_of(2))
    assert archive.get(entry.id[:6]) == entry
    with pytest.raises(HistoryError, match="no run begins with “zz”"):
        archive.get("zz")
    with pytest.raises(HistoryError):
        archive.get("")


@pytest.mark.parametrize("damage", [b"", b"rubbish" * 1000, None])
def test_a_damaged_index_is_made_anew_from_the_files(archive, damage):
    kept = {archive.keep(run_of(number)).id for number in (1, 2, 3)}
    path = archive.folder / "index.sqlite"
    for other in archive.folder.glob("index.sqlite-*"):
        other.unlink()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    assert {entry.id for entry in archive.find()} == kept


def test_a_damaged_entry_is_made_anew_from_its_run(archive):
    entry = archive.keep(run_of(1))
    (archive.folder / "runs" / f"{entry.id}{ENTRY}").write_bytes(b'{"id": 3')
    (archive.folder / "index.sqlite").unlink()
    (found,) = archive.find()
    assert found == replace(entry, bytes=0)


def test_what_cannot_be_read_for_a_moment_is_found_and_kept_later(archive, monkeypatch):
    entry = archive.change(archive.keep(run_of(1)), starred=True)
    settle(archive)
    (archive.folder / "index.sqlite").unlink()

    def busy(path, most):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(regular, "content", busy)
        assert archive.find() == []
        with pytest.raises(SaveError, match="cannot be read: Permission denied"):
            archive.keep(run_of(1))
    assert archive.find() == [entry]


def test_a_damaged_entry_without_its_run_is_looked_at_once(archive, monkeypatch):
    entry = archive.keep(run_of(1))
    (archive.folder / "runs" / f"{entry.id}{ENTRY}").write_bytes(b'{"id": 3')
    run = archive.folder / "runs" / f"{entry.id}{RUN}"
    packed = run.read_bytes()
    run.write_bytes(packed[:40] + bytes(20) + packed[60:])
    (archive.folder / "index.sqlite").unlink()
    settle(archive)
    assert archive.find() == []
    monkeypatch.setattr(Files, "states", lambda _: pytest.fail("they are looked through"))
    assert archive.find() == []


def test_a_picture_that_is_none_is_not_drawn(archive):
    entry = archive.keep(run_of(1))
    path = archive.folder / "runs" / f"{entry.id}.json"
    plain = json.loads(path.read_text())
    path.write_text(json.dumps(plain | {"picture": {"curves": 3}}))
    (archive.folder / "index.sqlite").unlink()
    assert archive.find()[0].curves == ()


def test_a_damaged_run_harms_only_itself(archive):
    bad, good = archive.keep(run_of(1)), archive.keep(run_of(2))
    path = archive.folder / "runs" / f"{bad.id}{RUN}"
    whole = path.read_bytes()
    torn = whole[:40] + bytes(20) + whole[60:]
    for content in (b"", b"rubbish", whole[:200], torn, gzip.compress(b"{}")):
        path.write_bytes(content)
        with pytest.raises(HistoryError):
            archive.run(bad)
    assert archive.run(good) == run_of(2)


def test_files_that_somebody_else_added_or_removed_are_noticed(archive, tmp_path):
    entry = archive.keep(run_of(1))
    other = Archive(tmp_path / "other")
    new = other.keep(run_of(2))
    for path in (other.folder / "runs").iterdir():
        path.replace(archive.folder / "runs" / path.name)
    settle(archive)
    assert archive.find() == [new, entry]
    said = replace(new, note="of a backup")
    Files(archive.folder).write(said)
    (archive.folder / "runs" / f"{new.id} (copy){ENTRY}").write_bytes(b"{}")
    copy = archive.folder / "runs" / f"{new.id} (2){ENTRY}"
    copy.write_bytes((archive.folder / "runs" / f"{entry.id}{ENTRY}").read_bytes())
    settle(archive)
    assert archive.find() == [said, entry]
    (archive.folder / "runs" / f"{entry.id}{ENTRY}").unlink()
    assert archive.find() == [said]


def test_files_are_looked_through_only_where_something_changed(archive, monkeypatch):
    kept = archive.keep(run_of(1))
    settle(archive)
    assert archive.find() == [kept]
    looks, states = [], Files.states
    monkeypatch.setattr(Files, "states", lambda files: looks.append(files) or states(files))
    assert archive.find() == [kept]
    assert not looks
    Index(archive.folder / "index.sqlite").disagree()
    assert archive.find() == [kept]
    assert len(looks) == 1
    os.utime(archive.folder / "runs")  # what changes just now may have this moment, too
    for expected in (2, 2):
        archive.find()
        assert len(looks) == expected
    later = time.time_ns() + 2 * SETTLED_NS
    monkeypatch.setattr("explorer.history.files.time.time_ns", lambda: later)
    for expected in (3, 3):
        archive.find()
        assert len(looks) == expected


def test_files_of_an_older_moment_are_not_looked_through_again_and_again(archive, monkeypatch):
    kept = archive.keep(run_of(1))
    for ago_s in (60, 3600):  # the clock was set back, or the folder is of a backup
        settle(archive, ago_s)
        assert archive.find() == [kept]
    monkeypatch.setattr(Files, "states", lambda _: pytest.fail("they are looked through"))
    assert archive.find() == [kept]


def test_the_oldest_go_where_it_is_full_but_none_with_a_star_or_a_name(archive, tmp_path):
    entries = [archive.keep(run_of(number)) for number in (1, 2, 3, 4)]
    archive.change(entries[0], starred=True)
    small = Archive(archive.folder, most_bytes=sum(entry.bytes for entry in entries) - 1)
    assert [entry.id for entry in small.prune()] == [entries[1].id]
    assert small.prune() == []
    assert [entry.id for entry in archive.deleted()] == [entries[1].id]


def test_where_many_go_what_was_deleted_is_looked_through_once(archive, monkeypatch):
    for number in range(1, 6):
        archive.keep(run_of(number))
    looks, make = [], Files.make
    monkeypatch.setattr(Files, "make", lambda files: looks.append(1) or make(files))
    assert len(Archive(archive.folder, most_bytes=0).prune()) == 5
    assert looks == [1]


@pytest.mark.parametrize("column", ["content = x'00'", "content = 3", "id = 'other'"])
def test_a_damaged_row_of_the_index_is_made_anew(archive, column):
    kept = archive.keep(run_of(1))
    settle(archive)
    assert archive.find() == [kept]
    with closing(sqlite3.connect(archive.folder / "index.sqlite")) as database, database:
        database.execute(f"UPDATE entries SET {column}")
    assert archive.find() == [kept]


@pytest.mark.parametrize("column", ["bytes = 1e300", "bytes = 9e999", "bytes = 'x'", "moment = 0"])
def test_a_damaged_sum_deletes_nothing(archive, column):
    kept = archive.keep(run_of(1))
    settle(archive)
    assert archive.find() == [kept]
    with closing(sqlite3.connect(archive.folder / "index.sqlite")) as database, database:
        database.execute(f"UPDATE entries SET {column}")
    assert archive.prune() == []
    assert archive.find() == [kept]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
def test_a_pipe_among_its_files_is_not_waited_for(archive):
    entry = archive.keep(run_of(1))
    os.mkfifo(archive.folder / "runs" / f"12345678{ENTRY}")
    os.mkfifo(archive.folder / "limit")
    again = Archive(archive.folder)
    assert again.find() == [entry]
    assert again.prune() == []


def test_where_the_index_cannot_be_used_the_files_are_asked(archive, monkeypatch):
    kept = [archive.keep(run_of(number)) for number in (2, 1)]
    archive.change(kept[1], starred=True)

    def full(self):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(Index, "_connected", full)
    assert [entry.id for entry in archive.find()] == [entry.id for entry in kept]
    assert [entry.id for entry in archive.find(Wanted(starred=True))] == [kept[1].id]
    assert archive.get(kept[0].id[:6]) == kept[0]
    assert archive.prune() == []
    archive.delete(kept[0])
    assert [entry.id for entry in archive.find()] == [kept[1].id]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match=r"^The history in .* cannot be written: "):
        Archive(tmp_path / "file" / "history").keep(run_of(1))
    with pytest.raises(HistoryError, match="cannot be read"):
        Archive(tmp_path / "file" / "history").find()


def test_nothing_is_left_of_a_run_for_which_the_disk_has_no_room(archive, monkeypatch):
    kept, write = archive.keep(run_of(1), "text"), atomic.write

    def full(path, content):
        if path.name.endswith(ENTRY):
            raise SaveError("No space left on device.")
        write(path, content)

    monkeypatch.setattr(atomic, "write", full)
    for number in (1, 2):
        with pytest.raises(SaveError):
            archive.keep(run_of(number), "text")
    monkeypatch.undo()
    assert archive.find() == [kept]
    assert archive.run(kept) == run_of(1)
    assert len(list((archive.folder / "runs").iterdir())) == 3


def test_the_run_of_a_journal_is_taken_in(archive, tmp_path):
    folder = tmp_path / "journal"
    journal = Journal(folder)
    for event in made.events({made.LOOP: {10: 1e-6}}):
        journal.append(event)
    journal.put_away()
    empty = Journal(folder)
    empty.close()
    archive.gather(folder)
    assert [entry.kernel for entry in archive.find()] == ["made"]
    assert [path.name for path in folder.iterdir()] == [empty.path.name]


def test_the_source_is_kept_only_as_it_was_measured(tmp_path):
    import hashlib

    path = tmp_path / "mine.py"
    path.write_text("def f(): pass\n")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    run = made.run({made.LOOP: {10: 1e-6}}, kernel=KernelRef("mine", str(path), sha256))
    assert source_of(run) == "def f(): pass\n"
    path.write_text("def f(): return 1\n")
    assert source_of(run) is None


def keep_some(folder, first):
    for number in range(first, first + 5):
        Archive(folder).keep(run_of(number))


def test_two_programs_at_once_lose_nothing(tmp_path):
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=keep_some, args=(tmp_path, first)) for first in (1, 11)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert len(Archive(tmp_path).find()) == 10


def test_every_field_of_an_entry_survives_its_file(archive):
    entry = archive.keep(run_of(1))
    assert isinstance(entry, Entry)
    (archive.folder / "index.sqlite").unlink()
    assert archive.find() == [entry]
