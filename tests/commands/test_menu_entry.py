import os
import shlex
import sys

import pytest

from explorer import menu_entry
from explorer.cli import main
from explorer.shipped import resource

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="freedesktop's menu")


@pytest.fixture
def data(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    return tmp_path / "data"


def files(data):
    return {str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()}


def test_the_menu_entry_comes_with_icon_and_file_types_and_starts_this_program(data, capsys):
    assert not menu_entry.is_installed()
    assert main(["--install-menu-entry"]) == 0
    assert str(data / menu_entry.ENTRY) in capsys.readouterr().out
    assert set(menu_entry.PLACES.values()) <= files(data)
    entry = (data / menu_entry.ENTRY).read_text()
    (line,) = [line for line in entry.splitlines() if line.startswith("Exec=")]
    assert shlex.split(line.removeprefix("Exec=")) == [*menu_entry.own_command(), "%f"]
    assert menu_entry.is_installed()


def test_the_menu_entry_can_be_removed_again(data, capsys):
    assert main(["--remove-menu-entry"]) == 0
    assert "was not in the menu" in capsys.readouterr().out
    main(["--install-menu-entry"])
    assert main(["--remove-menu-entry"]) == 0
    assert not files(data) & set(menu_entry.PLACES.values())


def test_a_tool_of_the_desktop_that_never_ends_or_cannot_be_run_is_not_waited_for(
    data, monkeypatch, tmp_path
):
    for tool, text in (("update-mime-database", "#!/bin/sh\nsleep 300"), *_BROKEN):
        (tmp_path / tool).write_text(text)
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(menu_entry, "RENEWING_S", 0.1)
    assert main(["--install-menu-entry"]) == 0
    assert menu_entry.is_installed()


_BROKEN = (("update-desktop-database", "#!/nowhere/at/all"),)


def test_a_folder_that_cannot_be_written_is_named(data, capsys):
    data.write_text("in the way")
    assert main(["--install-menu-entry"]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_path_with_spaces_is_quoted_as_the_desktop_reads_it(data, monkeypatch, tmp_path):
    python = tmp_path / "a folder" / "100% $mine" / "python"
    monkeypatch.setattr(sys, "executable", str(python))
    main(["--install-menu-entry"])
    entry = (data / menu_entry.ENTRY).read_text()
    assert f'Exec="{tmp_path}/a folder/100%% \\\\$mine/python" -P -m explorer %f' in entry


def test_the_names_that_must_agree_do(data):
    main(["--install-menu-entry"])
    entry = resource("numba-explorer.desktop").read_text()
    kind = "application/vnd.numba-explorer.run+json"
    for name in ("numba-explorer.desktop", "numba-explorer-mime.xml"):
        assert kind in resource(name).read_text()
    assert "Icon=numba-explorer\n" in entry
    assert "%f" in entry
