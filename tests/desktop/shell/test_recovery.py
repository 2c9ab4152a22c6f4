"""Runs that were cut off are offered at the next start."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from sample_runs import sum_events, sum_plan

from explorer.desktop.shell.recovery import Recovery
from explorer.measure.events import encode
from explorer.results import journal
from explorer.results.fold import fold
from explorer.results.journal import begun, in_words

LEFT = Qt.MouseButton.LeftButton


def recovery(window, folder):
    """Offer what the folder holds, in a window's parts."""
    Recovery(folder, window.messages, window.arrivals, window.takeaway, window.shown, window)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with the journals of two programs that were killed."""
    found = tmp_path / "journal"
    found.mkdir()
    for number, created in enumerate(("2025-05-04T10:20:30+00:00", "2025-05-05T10:20:30+00:00")):
        events = list(sum_events(sum_plan(), created=created))[:60]
        lines = [json.dumps({"pid": 2**22 + 7, "process_started": 1.0}), *map(encode, events)]
        (found / f"{number}-1{journal.SUFFIX}").write_text("\n".join(lines) + '\n{"event": "Meas')
    return found


def click(qtbot, window, text):
    message = window.messages.messages()[-1]
    button = next(b for b in message.buttons if b.text() == text)
    qtbot.mouseClick(button, LEFT)


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_newest_is_offered_and_opened(qtbot, window, folder):
    recovery(window, folder)
    (message,) = window.messages.messages()
    assert message.sentence.startswith("A run of sum from 05 May 2025, ")
    assert "was interrupted" in message.sentence
    click(qtbot, window, "Open")
    assert window.shown.run.created == "2025-05-05T10:20:30+00:00"
    assert window.shown.run.finished == "stopped"
    (message,) = window.messages.messages()
    assert "04 May 2025" in message.sentence
    assert len(files(folder)) == 2


def test_one_that_cannot_be_opened_now_stays_offered(qtbot, window, folder):
    recovery(window, folder)
    window.start()
    window.session.begin()
    click(qtbot, window, "Open")
    assert "05 May 2025" in window.messages.messages()[-1].sentence
    window.session.end()
    click(qtbot, window, "Open")
    assert window.shown.run.created == "2025-05-05T10:20:30+00:00"


def test_a_discarded_one_makes_room_for_the_one_before(qtbot, window, folder):
    recovery(window, folder)
    click(qtbot, window, "Discard")
    assert files(folder) == [f"0-1{journal.SUFFIX}"]
    assert "04 May 2025" in window.messages.messages()[0].sentence
    click(qtbot, window, "Discard")
    assert not files(folder)
    assert not window.messages.messages()


def test_one_that_is_put_away_is_offered_again(qtbot, window, folder):
    recovery(window, folder)
    click(qtbot, window, "✕")
    assert len(files(folder)) == 2


def test_one_that_was_saved_is_not_offered_again(qtbot, window, folder, tmp_path):
    recovery(window, folder)
    click(qtbot, window, "Open")
    assert window.takeaway.save(tmp_path / "plot.png") == ""
    assert len(files(folder)) == 2
    assert window.takeaway.save(tmp_path / "kept.json") == ""
    assert files(folder) == [f"0-1{journal.SUFFIX}"]


def test_without_a_journal_nothing_is_said(window, tmp_path):
    recovery(window, tmp_path / "nowhere")
    assert not window.messages.messages()


def test_it_says_when_and_how_much():
    run = fold(list(sum_events(sum_plan(sizes="1e2")))[:14])
    assert in_words(run).endswith("points were measured.")
    moment = datetime(2026, 3, 1, 14, 3).astimezone()
    assert begun(moment.isoformat(), now=moment) == "14:03"
    assert begun(moment.isoformat(), now=datetime(2026, 3, 2)) == "01 March 2026, 14:03"
    assert begun("some day") == ""
