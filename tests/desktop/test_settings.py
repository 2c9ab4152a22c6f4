"""What is remembered comes back in its type, whatever the file says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from explorer.desktop.files import recent
from explorer.desktop.settings import Settings


def reopened(path):
    return Settings(QSettings(str(path), QSettings.Format.IniFormat))


@pytest.mark.parametrize(
    ("value", "default"),
    [
        (True, False),
        ("“größer”, 1", ""),
        (["one"], []),
        ([], ["x"]),
        ([1, 2], []),
        ({"sizes": "1e2:1e7", "threads": None}, {}),
        (3.5, 0.0),
    ],
)
def test_a_value_comes_back_as_it_was(tmp_path, value, default):
    path = tmp_path / "x.ini"
    settings = reopened(path)
    settings.write("key", value)
    assert settings.flush()
    again = reopened(path).read("key", default)
    assert again == value
    assert type(again) is type(value)


def test_bytes_come_back(tmp_path):
    path = tmp_path / "x.ini"
    settings = reopened(path)
    settings.write_bytes("state", QByteArray(b"\x00\xff,;\n"))
    settings.flush()
    assert reopened(path).read_bytes("state") == QByteArray(b"\x00\xff,;\n")


@pytest.mark.parametrize(
    "content",
    ["", "[a]\nkey=nonsense\n", '[General]\nkey="[1, 2"\n', "\x00", f"key={'[' * 100_000}\n"],
)
def test_a_damaged_file_gives_the_defaults(tmp_path, content):
    path = tmp_path / "x.ini"
    path.write_text(content)
    assert reopened(path).read("key", ["default"]) == ["default"]
    assert reopened(path).read_bytes("key").isEmpty()


def test_a_value_of_another_type_gives_the_default(settings):
    settings.write("key", "text")
    assert settings.read("key", 3) == 3


def test_a_file_is_recent_once(settings, tmp_path):
    for name in ("a", "b", "a"):
        recent.remember(settings, tmp_path / name)
    assert [Path(name).name for name in recent.files(settings)] == ["a", "b"]
    recent.forget(settings, tmp_path / "a")
    assert [Path(name).name for name in recent.files(settings)] == ["b"]


def test_damaged_recent_files_are_left_out(settings):
    settings.write("recent", [1, "/x", None])
    assert recent.files(settings) == ["/x"]
