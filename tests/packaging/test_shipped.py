"""Files that ship with the program and are not code."""

import pytest

from explorer.shipped import resource


def test_the_icon_is_found() -> None:
    assert resource("icon.svg").read_text().startswith("<svg")


def test_a_name_that_is_not_shipped_is_said() -> None:
    with pytest.raises(FileNotFoundError, match=r"nonsense\.svg is not among the files"):
        resource("nonsense.svg")
