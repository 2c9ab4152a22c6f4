import os
import stat

import pytest

from explorer import atomic
from explorer.atomic import SaveError


def test_a_file_is_written_and_written_over(tmp_path):
    path = tmp_path / "a.txt"
    atomic.write(path, b"one")
    atomic.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_failed_save_leaves_the_earlier_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    atomic.write(path, b"one")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match=r"a\.txt” cannot be saved: No space left on device\."):
        atomic.write(path, b"two")
    assert path.read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_is_half_written_has_no_name(tmp_path, monkeypatch):
    try:
        os.close(os.open(tmp_path, os.O_TMPFILE | os.O_WRONLY))
    except (AttributeError, OSError):
        pytest.skip("this disk has no files without a name")
    seen = []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(list(tmp_path.iterdir())))
    atomic.write(tmp_path / "a.txt", b"one")
    assert seen == [[]]


def test_a_folder_that_is_missing_or_in_the_way_is_named(tmp_path):
    with pytest.raises(SaveError, match="No such file"):
        atomic.write(tmp_path / "missing" / "a.txt", b"")
    with pytest.raises(SaveError, match="it is a folder"):
        atomic.write(tmp_path, b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_stay_and_new_files_get_the_usual_ones(tmp_path):
    path = tmp_path / "a.txt"
    before = os.umask(0o027)
    try:
        atomic.write(path, b"one")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o604)
    atomic.write(path, b"two")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_bytes(b"one")
    link.symlink_to(real)
    atomic.write(link, b"two")
    assert link.is_symlink()
    assert real.read_bytes() == b"two"
