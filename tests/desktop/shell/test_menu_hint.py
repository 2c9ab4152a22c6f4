import sys

import pytest

from explorer import menu_entry
from explorer.desktop.shell.menu_hint import MenuHint

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="freedesktop's menu")


@pytest.fixture(autouse=True)
def _empty_menu(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))


def test_the_menu_is_offered_once_at_the_second_start_and_the_offer_can_be_taken(window):
    MenuHint(window.settings, window.messages, window)
    assert not window.messages.messages()
    MenuHint(window.settings, window.messages, window)
    (message,) = window.messages.messages()
    assert "menu does not have" in message.sentence
    message.buttons[0].click()
    assert menu_entry.is_installed()
    (message,) = window.messages.messages()
    assert "is in the desktop’s menu now" in message.sentence
    message.put_away()
    menu_entry.remove()
    MenuHint(window.settings, window.messages, window)
    assert message not in window.messages.messages()


def test_nothing_is_offered_where_the_menu_has_it(window):
    menu_entry.install()
    MenuHint(window.settings, window.messages, window)
    assert not window.messages.messages()
