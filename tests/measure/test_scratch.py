"""A folder for a while is removed in the end, after a kill by whoever comes next."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from explorer.measure import scratch
from explorer.measure.scratch import Scratch
from explorer.starting import ROOT

HOLDS = (
    "from explorer.measure.scratch import Scratch; one = Scratch(); print(one.name, flush=True); "
)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the folder for temporary files, one of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def started(ending):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS + ending], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with process.stdout as output:
        return process, Path(output.readline().strip())


def test_it_is_there_until_it_is_given_back(temporary):
    with Scratch() as name:
        (Path(name) / "file").write_text("x")
        (there,) = temporary.iterdir()
        assert str(there) == name
    assert list(temporary.iterdir()) == []
    one = Scratch()
    one.cleanup()
    one.cleanup()
    assert list(temporary.iterdir()) == []


def test_it_is_removed_at_the_end_of_the_program(temporary):
    process, folder = started("pass")
    assert process.wait() == 0
    assert folder.parent == temporary
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked")
def test_one_that_a_killed_program_left_is_removed_by_the_next_and_no_other_is(temporary):
    process, left = started("import time; time.sleep(300)")
    (temporary / "numba-explorer.a file").write_text("of somebody")
    (temporary / "another").mkdir()
    (temporary / f"{scratch.PREFIX}link").symlink_to(temporary / "another")
    scratch.sweep()
    assert left.is_dir()  # it is in use
    with Scratch() as mine:
        scratch.sweep()
        assert os.path.isdir(mine)
        process.send_signal(signal.SIGKILL)
        process.wait()
        scratch.sweep()
        assert os.path.isdir(mine)
    assert not left.exists()
    assert len(list(temporary.iterdir())) == 3
