"""Files that ship with the program and are not code."""

import zlib
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from explorer.shipped import resource

ROOT = Path(__file__).resolve().parents[2]


def test_the_icon_is_found() -> None:
    assert resource("icon.svg").read_text().startswith("<svg")


def test_a_name_that_is_not_shipped_is_said() -> None:
    with pytest.raises(FileNotFoundError, match=r"nonsense\.svg is not among the files"):
        resource("nonsense.svg")


def test_the_wheel_without_qt_carries_what_a_report_is_made_of() -> None:
    carried = WheelBuilder(str(ROOT / "packaging" / "headless")).recurse_included_files()
    names = {file.distribution_path for file in carried}
    assert {f"explorer/resources/report.{kind}" for kind in ("css", "js")} <= names


def test_the_wheel_carries_little_besides_the_code() -> None:
    carried = WheelBuilder(str(ROOT)).recurse_included_files()
    besides = {
        file.distribution_path: len(zlib.compress(Path(file.path).read_bytes()))
        for file in carried
        if not file.distribution_path.endswith(".py")
    }
    assert not [path for path in besides if "screenshot" in path]
    assert "explorer/resources/guide/index.md" in besides
    assert sum(besides.values()) < 200_000, sorted(besides.items(), key=lambda item: -item[1])[:9]
