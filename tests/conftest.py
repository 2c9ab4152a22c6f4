"""What holds for every test: settings, state and caches of its own."""

from __future__ import annotations

import pytest

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Let nothing that a test remembers reach another test, or the user."""
    home = tmp_path_factory.mktemp("home")
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(home / name.lower()))
    return home
