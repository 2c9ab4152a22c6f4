"""The one table of actions: menus, keys, buttons and help agree with it and with each other."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import SIGNAL
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
)
from sample_runs import sum_run

from explorer.desktop.shell.actions import TABLE, build, fill_menus, keys, plain
from explorer.desktop.shell.pages import PAGES


def mnemonic(text):
    """The letter after a single &, in lower case."""
    rest = text.replace("&&", "").partition("&")[2]
    return rest[:1].lower()


def test_every_action_is_in_a_menu(window):
    in_menus = [action for menu in window.findChildren(QMenu) for action in menu.actions()]
    for entry in TABLE:
        assert window.actions_by_name[entry.name] in in_menus, entry.name


def listeners(action):
    """How many hear an action or the group that it is in."""
    each = sum(action.receivers(SIGNAL(name)) for name in ("triggered(bool)", "toggled(bool)"))
    group = action.actionGroup()
    return each + (group.receivers(SIGNAL("triggered(QAction*)")) if group else 0)


def test_every_action_is_answered(qtbot, window):
    bare = QMainWindow()
    qtbot.addWidget(bare)
    alone = build(bare)
    fill_menus(bare, alone)  # a menu hears its actions, too
    for entry in TABLE:
        heard, unanswered = listeners(window.actions_by_name[entry.name]), alone[entry.name]
        assert heard > listeners(unanswered), entry.name


def test_every_action_explains_itself(window):
    for entry in TABLE:
        action = window.actions_by_name[entry.name]
        assert entry.explained in action.toolTip()
        assert keys(entry) in action.toolTip()
        assert not action.statusTip()  # it would hide the machine


def test_no_key_means_two_things(window):
    used = Counter(
        sequence.toString()
        for entry in TABLE
        if not entry.local
        for sequence in window.actions_by_name[entry.name].shortcuts()
    )
    assert not [key for key, times in used.items() if times > 1]


def test_every_button_with_words_says_why_it_cannot_be_used(window):
    buttons = [one for one in window.findChildren(QAbstractButton) if one.text()]
    grey = [one for one in buttons if not one.isEnabled()]
    assert {"Pause", "Stop"} <= {one.text().replace("&", "") for one in grey}
    for one in grey:
        assert one.toolTip().endswith("."), one.text()
    window.setup.threads.set_text("no number")
    assert window.controls.run.toolTip().endswith("the setup says why.")


def test_every_slider_box_and_field_says_why_it_cannot_be_used(window):
    window.tabs.turn_to("live")
    kinds = QAbstractSlider, QComboBox, QAbstractSpinBox, QLineEdit
    parts = [one for kind in kinds for one in window.findChildren(kind)]
    parts = [one for one in parts if not one.objectName().startswith("qt_")]
    grey = [one for one in parts if not one.isEnabledTo(one.parentWidget())]
    for one in grey:
        assert one.toolTip().endswith("."), (type(one).__name__, one.accessibleName())
    menu = QMenu()
    window.shown.show(sum_run())
    window.tabs.curve_menu.fill(menu, [("numpy", 1)])
    (every,) = [action for action in menu.actions() if not action.isEnabled() and action.text()]
    assert every.toolTip() == "Show All Curves. No curve is hidden."


def test_numbered_keys_go_up_with_the_tabs():
    numbers = [key for page in PAGES for key in page.keys if key[-1].isdigit()]
    assert numbers == [f"Ctrl+{number}" for number in range(1, len(numbers) + 1)]


def test_names_are_given_once(window):
    assert len({entry.name for entry in TABLE}) == len(TABLE)


def test_no_two_entries_of_a_menu_share_a_letter(window):
    for name, menu in window.menus.items():
        letters = Counter(mnemonic(action.text()) for action in menu.actions())
        assert not [letter for letter, times in letters.items() if letter and times > 1], name


def test_no_letter_leads_to_a_menu_and_a_field(window):
    window.setup.more.fold.setChecked(True)
    letters = Counter(mnemonic(action.text()) for action in window.menuBar().actions())
    letters += Counter(
        mnemonic(label.text())
        for label in window.findChildren(QLabel)
        if label.buddy() is not None and label.isVisible()
    )
    assert not [letter for letter, times in letters.items() if letter and times > 1]
    for name in ("history", "suite", "live", "callers", "workers"):
        page = window.tabs.page(name)
        buttons = Counter(mnemonic(one.text()) for one in page.findChildren(QAbstractButton))
        twice = [letter for letter, times in (letters + buttons).items() if letter and times > 1]
        assert not twice, name


def test_a_text_without_its_mnemonic():
    assert plain("Save &Plot As…") == "Save Plot As"


def test_what_is_disabled_says_why(window):
    entries = {entry.name: entry for entry in TABLE}
    off = [(name, a) for name, a in window.actions_by_name.items() if not a.isEnabled()]
    assert {"pause", "save_run", "undo", "show_time", "measure_better"} <= {name for name, _ in off}
    for name, action in off:
        beside = window.memory.why_not_beside if name == "measure_beside" else ""
        why = entries[name].why_off or beside
        assert why, name
        assert action.toolTip().endswith(f". {why}")
    stop = window.actions_by_name["stop"]
    off = stop.toolTip()
    for _ in range(2):
        stop.setEnabled(True)
        assert off == f"{stop.toolTip()}. {entries['stop'].why_off}"
        stop.setEnabled(False)
        assert stop.toolTip() == off
