import fcntl
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import made_runs as made
import pytest
from made_runs import LOOP

from explorer.measure.events import Finished, Printed, encode
from explorer.results import journal, locking
from explorer.results.fold import fold
from explorer.results.journal import Journal


def begun(**options):
    return list(made.events({LOOP: {10: 1e-6, 20: 2e-6}}, finished="", **options))


def write(path, events, end=""):
    path.write_text("\n".join([*map(encode, events), end]), encoding="utf-8")


def offered(folder):
    return tuple(journal.offered(folder))


def test_a_journal_holds_the_run_as_it_was_measured(tmp_path):
    kept, events = Journal(tmp_path), [*begun(), Printed("hello\n")]
    assert [kept.append(event) for event in events] == [""] * len(events)
    assert journal.read(kept.path) == fold(events)  # at once, before it is closed
    kept.close()
    assert journal.read(kept.path) == fold(events)


def test_a_discarded_journal_is_gone(tmp_path):
    kept = Journal(tmp_path)
    kept.append(begun()[0])
    kept.discard()
    assert list(tmp_path.iterdir()) == []


def test_the_run_of_a_program_that_ended_is_offered_as_stopped(tmp_path):
    write(tmp_path / "1.jsonl", begun())
    (found,) = offered(tmp_path)
    assert found.path == tmp_path / "1.jsonl"
    assert found.run.finished == "stopped"
    assert set(found.run.points) == set(fold(begun()).points)


def test_the_newest_is_offered_first(tmp_path):
    for name, sizes in (("1", 10), ("2", 20)):
        write(tmp_path / f"{name}.jsonl", made.events({LOOP: {sizes: 1e-6}}, finished=""))
    assert [found.run.plan.sizes for found in offered(tmp_path)] == [(20,), (10,)]


def test_a_torn_line_is_left_out(tmp_path):
    path = tmp_path / "1.jsonl"
    write(path, begun())
    path.write_bytes(path.read_bytes()[:-20])
    (found,) = offered(tmp_path)
    assert [point.size for point in found.run.points if found.run.points[point].samples] == [10]


@pytest.mark.parametrize("torn", [b"\xff\xfe\n", b"{}\n", b"[1]\n", b'{"event": "Unheard"}\n'])
def test_a_spoiled_line_does_not_spoil_the_others(tmp_path, torn):
    path = tmp_path / "1.jsonl"
    write(path, begun())
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], torn, *lines[3:]]))
    (found,) = offered(tmp_path)
    assert set(found.run.points) == set(fold(begun()).points)


def test_the_run_of_a_program_that_still_runs_is_not_offered(tmp_path):
    kept = Journal(tmp_path)
    for event in begun():
        kept.append(event)
    assert offered(tmp_path) == ()
    assert kept.path.exists()
    kept.close()


def test_several_may_look_at_the_same_time(tmp_path):
    write(tmp_path / "1.jsonl", begun())
    with (tmp_path / "1.jsonl").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_SH)  # as another program that looks for runs to offer
        assert len(offered(tmp_path)) == 1


def test_a_journal_is_locked_also_where_somebody_looks_at_it_just_then(tmp_path, monkeypatch):
    looks = []

    def lock(handle, alone):
        if not looks:
            looks.append((tmp_path / "look").open("w"))
            raise BlockingIOError
        real(handle, alone)

    real = locking._lock
    monkeypatch.setattr(locking, "_lock", lock)
    at_hand = Journal(tmp_path)
    monkeypatch.undo()
    looks[0].close()
    assert locking.is_held(at_hand.path)
    at_hand.close()
    assert not locking.is_held(at_hand.path)


@pytest.mark.parametrize("name", ["9999999999999999999-1", "1-1", "0-99999999"])
def test_neither_the_clock_nor_a_number_of_a_process_says_who_lives(tmp_path, name):
    """In another container the process has another number, and a clock may be set back."""
    at_hand = Journal(tmp_path)
    for event in begun():
        at_hand.append(event)
    moved = at_hand.path.rename(tmp_path / f"{name}.jsonl")
    os.utime(moved, (0, 0))
    assert offered(tmp_path) == ()
    at_hand.close()
    assert len(offered(tmp_path)) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
def test_what_is_no_file_is_no_journal(tmp_path):
    os.mkfifo(tmp_path / f"1-1{journal.SUFFIX}")
    (tmp_path / f"2-1{journal.SUFFIX}").symlink_to("/dev/zero")
    assert list(journal.kept(tmp_path)) == []
    journal.discard_saved(tmp_path, replace(fold(begun()), finished="done"))


def test_what_holds_no_run_is_neither_offered_nor_removed(tmp_path):
    (tmp_path / "1.jsonl").write_text("")
    (tmp_path / "2.jsonl").write_text("nonsense\n")
    (tmp_path / "notes.txt").write_text("mine")
    assert offered(tmp_path) == ()
    assert len(list(tmp_path.iterdir())) == 3


def test_a_run_that_was_cut_off_before_anything_was_measured_is_offered_too(tmp_path):
    write(tmp_path / "1.jsonl", begun()[:3])
    (found,) = offered(tmp_path)
    assert journal.in_words(found.run).endswith("was interrupted; 0 points were measured.")


@pytest.mark.parametrize("why", ["stopped", "precise"])
def test_a_run_that_is_over_is_offered_until_its_program_puts_it_away(tmp_path, why):
    at_hand = Journal(tmp_path)
    for event in [*begun(), Finished(why)]:
        at_hand.append(event)
    assert offered(tmp_path) == ()
    copy = tmp_path / "0.jsonl"
    copy.write_bytes(at_hand.path.read_bytes())  # as after a crash
    (found,) = offered(tmp_path)
    assert (found.path, found.run.finished) == (copy, why)
    copy.unlink()
    at_hand.put_away()
    assert offered(tmp_path) == ()
    (found,) = journal.kept(tmp_path)
    assert found.run.finished == why


def test_a_run_of_which_nothing_was_measured_is_not_kept_when_it_is_put_away(tmp_path):
    at_hand = Journal(tmp_path)
    at_hand.append(begun()[0])
    at_hand.put_away()
    assert list(tmp_path.iterdir()) == []


def test_only_the_journal_of_the_run_that_was_saved_is_removed(tmp_path):
    start, *events = begun()
    later = replace(start, created="2027-01-01T00:00:00+00:00")
    write(tmp_path / "1.jsonl", [start, *events])
    write(tmp_path / "2.jsonl", [later, *events])
    journal.discard_saved(tmp_path, fold([start, *events]))
    assert len(offered(tmp_path)) == 2  # it still went on when it was saved
    journal.discard_saved(tmp_path, fold([start, *events, Finished("budget")]))
    assert [found.path.name for found in offered(tmp_path)] == ["2.jsonl"]


def test_any_number_of_runs_is_kept(tmp_path):
    for number in range(25):
        write(tmp_path / f"{number:02}.jsonl", begun())
    assert len(offered(tmp_path)) == len(list(tmp_path.iterdir())) == 25


def test_a_folder_that_cannot_be_written_is_reported_once(tmp_path):
    (tmp_path / "taken").write_text("a file")
    kept = Journal(tmp_path / "taken")
    reports = [kept.append(event) for event in begun()]
    assert "cannot be written" in reports[0]
    assert set(reports[1:]) == {""}
    kept.close()
    kept.discard()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_reported_once_and_the_run_goes_on(tmp_path):
    kept = Journal(tmp_path)
    kept._file.close()
    kept._file = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115 - the journal closes it
    reports = [kept.append(event) for event in begun()]
    assert "No space left on device" in reports[0]
    assert set(reports[1:]) == {""}
    kept.close()


def test_the_folder_is_the_users_state_folder(monkeypatch, tmp_path):
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        assert journal.default_folder() == tmp_path / "numba-explorer" / "journal"
    assert journal.default_folder().is_absolute()


WRITES_AND_WAITS = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import made_runs as made
from explorer.results.journal import Journal
kept = Journal(Path(sys.argv[1]))
for event in made.events({("loop", 1): {10: 1e-6, 20: 2e-6}}, finished=""):
    kept.append(event)
print("written", flush=True)
time.sleep(60)
"""


def test_after_a_kill_all_that_was_measured_is_there(tmp_path):
    folder = os.path.dirname(made.__file__)
    with subprocess.Popen(
        [sys.executable, "-c", WRITES_AND_WAITS, str(tmp_path), folder], stdout=subprocess.PIPE
    ) as program:
        assert program.stdout.readline().strip() == b"written"
        assert offered(tmp_path) == ()  # it still runs
        program.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        program.wait()
        deadline = time.monotonic() + 60
        while not offered(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.05)
        (found,) = offered(tmp_path)
    assert set(found.run.points) == set(fold(begun()).points)
