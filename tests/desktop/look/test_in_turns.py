"""Long work, a step in each turn of the event loop."""

from PySide6.QtCore import QObject

from explorer.desktop.look.in_turns import InTurns


def steps(done, name, number=3):
    for step in range(number):
        done.append((name, step))
        yield


def test_a_step_is_taken_in_each_turn_until_there_is_none(qtbot):
    owner, done = QObject(), []
    turns = InTurns(owner)
    turns.begin(steps(done, "long"))
    assert done == []
    assert turns.is_busy
    qtbot.waitUntil(lambda: not turns.is_busy)
    assert done == [("long", 0), ("long", 1), ("long", 2)]


def test_what_is_to_be_done_now_takes_the_place_of_what_was_begun(qtbot):
    owner, done = QObject(), []
    turns = InTurns(owner)
    turns.begin(steps(done, "long"))
    turns.do(steps(done, "now", 2))
    assert done == [("now", 0), ("now", 1)]
    assert not turns.is_busy
