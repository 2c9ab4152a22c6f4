"""The Debian package of the bundle."""

from importlib import import_module

from explorer import menu_entry


def test_it_puts_files_where_the_menu_entry_of_one_user_has_them(scripts):
    assert import_module("debian").PLACES == menu_entry.PLACES
