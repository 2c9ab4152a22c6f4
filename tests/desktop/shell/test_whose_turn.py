"""Whose turn it is to use the machine, beside runs."""

import pytest
from PySide6.QtCore import QObject, Signal

from explorer.desktop.look.allowing import MEASURING
from explorer.desktop.shell.turns import CLOSING, Turns


class Part(QObject):
    """Something that uses the machine when it is told to."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.doing, self.waits_for = "", None

    def wait_for(self, what):
        self.waits_for = what

    def end(self):
        if self.doing:
            self.doing = ""
            self.changed.emit()

    def begin(self, doing):
        self.doing = doing
        self.changed.emit()


@pytest.fixture
def turns(window):
    return Turns(window.session, window)


@pytest.fixture
def parts(turns):
    made = Part(), Part()
    for part in made:
        turns.join(part, part.changed)
    return made


def test_one_at_a_time_and_a_run_ends_them(window, turns, parts):
    one, two = parts
    one.begin("Counting.")
    assert turns.taken == two.waits_for == "Counting."
    one.end()
    assert turns.taken == two.waits_for == ""
    two.begin("Calling.")
    window.start()
    window.session.begin()
    assert not two.doing
    assert turns.taken == one.waits_for == MEASURING
    window.session.end()
    assert turns.taken == one.waits_for == two.waits_for == ""


def test_each_turn_is_answered_once(window, turns, parts):
    """What has begun or is over is told by who takes turns, and of a run by the session."""
    told, answered = [], window.session.prepared
    turns.changed.connect(lambda: told.append(turns.taken))
    one, _ = parts
    one.begin("Counting.")
    one.end()
    assert told == ["Counting.", ""]
    window.start()
    window.session.begin()
    before = len(answered)
    window.session.end()
    assert len(answered) == before + 1
    assert len(told) == 2


def test_nothing_begins_while_the_window_is_closed(turns, parts):
    one, two = parts
    one.begin("Counting.")
    turns.close()
    assert not one.doing
    assert turns.taken == CLOSING
    assert two.waits_for == "Counting."  # it was not told to go on
