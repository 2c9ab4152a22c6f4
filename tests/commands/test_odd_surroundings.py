"""Odd surroundings of a process; all of them by `tests/benchmarks/odd_surroundings.py`."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import groundwork
from explorer.cli import main
from explorer.commands.answers import complain
from explorer.commands.progress import Screen
from explorer.history.archive import Archive
from explorer.history.index import Wanted
from explorer.measure.events import Printed
from explorer.results import journal

WHERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
needs_devices = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


@needs_devices
@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ("{} <&- >&-", 0, ""),
        ("{} 2>&- >/dev/null", 0, ""),
        ("{} <&- >&- 2>&-", 0, ""),
        ("{} >/dev/full", 2, "numba-explorer: The system refuses to go on: No space left on "
                             "device.\n"),
        ("{} >/dev/full 2>&1", 2, ""),
    ],
)  # fmt: skip
def test_streams_that_are_closed_or_full_are_no_fault(form, status, said):
    line = form.format(f"'{sys.executable}' -m explorer kernels")
    done = subprocess.run(
        ["bash", "-c", line], env=WHERE, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (status, said)


def test_a_display_that_is_not_there_is_a_sentence_and_no_crash(own_folders):
    done = subprocess.run(
        [sys.executable, "-m", "explorer"],
        env={**WHERE, "XDG_STATE_HOME": str(own_folders), "QT_QPA_PLATFORM": "nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "numba-explorer: The window cannot be opened: Could not find the Qt platform plugin "
        '"nowhere" in "".\n',
    )
    log = own_folders / "numba-explorer" / "numba-explorer.log"
    assert "Could not find the Qt platform plugin" in log.read_text()  # and all else Qt says


def test_what_is_closed_is_taken_by_no_file_that_is_opened_later(tmp_path):
    code = (
        "from explorer import groundwork; groundwork.lay(); "
        f"file = open({str(tmp_path / 'run')!r}, 'w'); print('said'); "
        "import os; os.write(2, b'more'); assert file.fileno() > 2"
    )
    line = f"'{sys.executable}' -c \"{code}\" <&- >&- 2>&-"
    assert subprocess.run(["bash", "-c", line], env=WHERE, check=False).returncode == 0
    assert (tmp_path / "run").read_text() == ""


@needs_devices
def test_a_full_error_stream_ends_no_run(monkeypatch):
    with open("/dev/full", "w", encoding="utf-8") as full:
        Screen(full).show(Printed("what the measured code prints\n"))
        monkeypatch.setattr(sys, "stderr", full)
        complain("and what the program says")


@pytest.mark.parametrize(
    ("name", "value", "must"),
    [
        ("NUMBA_NUM_THREADS", "0", "a whole number from 1 on"),
        ("NUMBA_NUM_THREADS", "²", "a whole number from 1 on"),
        ("NUMBA_OPT", "7", "one of 0, 1, 2, 3, max"),
        ("NUMBA_THREADING_LAYER", "bogus", "one of default, forksafe, omp, safe"),
        ("NUMBA_THREADING_LAYER_PRIORITY", "tbb tbb omp", "omp tbb workqueue in any order"),
    ],
)
def test_what_numba_cannot_start_with_is_taken_out_and_named(monkeypatch, name, value, must):
    monkeypatch.setenv(name, value)
    (said,) = groundwork.lay()
    assert said.startswith(f"{name} is “{value}” and is not followed: it must be {must}")
    assert name not in os.environ


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NUMBA_NUM_THREADS", "3"),
        ("NUMBA_OPT", "max"),
        ("NUMBA_THREADING_LAYER", "threadsafe"),
        ("NUMBA_THREADING_LAYER_PRIORITY", "workqueue omp tbb"),
    ],
)
def test_what_numba_can_start_with_stays(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert groundwork.lay() == []
    assert os.environ[name] == value


def printed(code, **settings):
    """Run code in a process of its own; return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**WHERE, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_time_zone_that_is_none_is_named_and_times_are_told():
    said, zone = printed(
        "from datetime import datetime; from explorer import groundwork; "
        "print(*groundwork.lay()); print(datetime.now().astimezone().tzname())",
        TZ="AAA99:99:99",
    )
    assert said.startswith("TZ is “AAA99:99:99” and is not followed, times are told in UTC: ")
    assert zone == "UTC"


def test_a_layer_that_is_not_there_keeps_nothing_from_its_end():
    printed(
        "from explorer.measure.threads import ThreadCount; ThreadCount().restore()",
        NUMBA_THREADING_LAYER="bogus",
    )


def test_what_the_system_lacks_is_a_sentence(monkeypatch, capsys):
    def without_files(arguments):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("explorer.cli._dispatch", without_files)
    monkeypatch.setattr(groundwork, "silence", lambda stream: None)
    assert main(["kernels"]) == 2
    assert capsys.readouterr().err == (
        "numba-explorer: The system refuses to go on: Too many open files.\n"
    )


@pytest.mark.parametrize("command", ["measure", "answer", "roofline"])
def test_a_name_that_is_too_long_is_a_sentence(capsys, command):
    assert main([command, "n" * 5000]) == 2
    assert capsys.readouterr().err == (
        f"numba-explorer: “{'n' * 39}…{'n' * 20}” is too long for the name of a file.\n"
    )


def test_a_name_that_is_too_long_is_refused_before_measuring(capsys):
    name = "n" * 300 + ".json"
    assert main(["measure", "sum", "--output", name]) == 2
    assert capsys.readouterr().err == (
        f"numba-explorer: “{name}” cannot be saved: File name too long.\n"
    )


@needs_devices
def test_a_run_whose_table_cannot_be_printed_is_kept(monkeypatch):
    asked = "measure sum --variants numpy --sizes 100 --threads 1 --precision 0.5 --process here"
    with open("/dev/full", "w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(asked.split()) == 2
    assert len(Archive().find(Wanted())) == 1
    assert list(journal.default_folder().iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_folder_that_is_gone_is_a_sentence(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["measure", "mine.py"]) == 2
    assert capsys.readouterr().err == (
        "numba-explorer: The current folder is no longer there: go to another one.\n"
    )


def test_no_folder_for_temporary_files_is_a_sentence(monkeypatch, capsys):
    def refuse(*_):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("explorer.cli._dispatch", refuse)
    assert main([]) == 2
    assert "refuses to go on: No usable temporary directory" in capsys.readouterr().err
