import errno
import os

import pytest

from explorer import atomic, regular
from explorer.atomic import SaveError
from explorer.cli import main
from explorer.commands import outputs
from explorer.kernels.finding import is_unchanged, open_path
from explorer.kernels.kernel import KernelError
from explorer.refused import RefusedError
from explorer.results.runfile import RunFileError, read

pytestmark = pytest.mark.skipif(os.name == "nt", reason="such files are Unix's")


@pytest.fixture(params=["pipe", "link to a device", "folder"])
def no_file(request, tmp_path):
    path = tmp_path / "made.py"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    return path


def test_what_has_no_end_is_not_read(no_file):
    with pytest.raises(OSError, match="it is not a file"):
        regular.content(no_file, 10)
    with pytest.raises(RunFileError, match="cannot be opened: it is not a file"):
        read(no_file)


def test_a_kernel_file_that_became_a_pipe_is_a_changed_one(tmp_path):
    path = tmp_path / "made.py"
    path.write_text("def twice(x):\n    return 2 * x\n\n\ntwice(3)\n")
    kernel = open_path(str(path))
    assert is_unchanged(kernel)
    path.unlink()
    os.mkfifo(path)
    assert not is_unchanged(kernel)
    with pytest.raises(KernelError, match="it is not a file"):
        open_path(str(path))


@pytest.mark.parametrize("command", ["measure", "answer", "compare"])
def test_where_one_may_not_look_there_is_nothing_to_be_seen(tmp_path, monkeypatch, capsys, command):
    look = os.stat

    def stat(path, **options):
        if "closed" in str(path):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return look(path, **options)

    monkeypatch.setattr(os, "stat", stat)
    file = str(tmp_path / "closed" / "made.py")
    assert not regular.is_file(file)
    assert not regular.is_folder(file)
    assert main([command, file, *([file] if command == "compare" else [])]) == 2
    assert "should not happen" not in capsys.readouterr().err


def test_more_than_a_limit_is_an_error_and_no_more_is_read(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 11)
    assert regular.content(path, 11) == b"x" * 11
    with pytest.raises(OSError, match="it is too large, with more than 10 B"):
        regular.content(path, 10)


@pytest.mark.parametrize("text", ["x = 1\n" * 200_000, "x = " + "(" * 5000 + "1" + ")" * 5000,
                                  "x = " + "-" * 50_000 + "1"])  # fmt: skip
def test_too_long_or_too_deep_a_text_is_one_sentence(tmp_path, text):
    path = tmp_path / "made.py"
    path.write_text(text)
    with pytest.raises(KernelError) as caught:
        open_path(str(path))
    assert str(caught.value).startswith(f"“{path}” ")
    assert "\n" not in str(caught.value)


def test_only_regular_files_are_replaced_and_that_shows_before_measuring(no_file, tmp_path):
    kind = no_file.lstat().st_mode
    aim = tmp_path / "aim.json"
    no_file.rename(aim)
    with pytest.raises(SaveError, match=r"aim\.json” cannot be saved: "):
        atomic.write(aim, b"one")
    with pytest.raises(RefusedError, match=r"aim\.json”"):
        outputs.check([aim])
    assert aim.lstat().st_mode == kind


def test_write_protected_files_and_links_that_lead_nowhere_are_told_before(tmp_path):
    kept = tmp_path / "kept.json"
    kept.write_bytes(b"one")
    kept.chmod(0o444)
    with pytest.raises(RefusedError, match="it is write-protected"):
        outputs.check([kept])
    nowhere, circle = tmp_path / "nowhere.json", tmp_path / "circle.json"
    nowhere.symlink_to(tmp_path / "missing" / "a.json")
    circle.symlink_to(circle)
    for path in (nowhere, circle):
        with pytest.raises(RefusedError, match="cannot be saved: "):
            outputs.check([path])
        with pytest.raises(SaveError, match="cannot be saved: "):
            atomic.write(path, b"two")
    assert kept.read_bytes() == b"one"
