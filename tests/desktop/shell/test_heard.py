"""What assistive technology reads, and messages that go when what they speak of is over."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from sample_runs import sum_run

from explorer.desktop.evidence import answer_panel
from explorer.desktop.history.model import COLUMNS
from explorer.desktop.look.label import apart
from explorer.desktop.look.theme import DARK, LIGHT, mixed
from explorer.desktop.running.session import RUNNING
from explorer.history.archive import Archive


def read(widget):
    """Return what a screen reader says of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.fixture
def showing(window):
    window.shown.show(sum_run())
    window.tabs.turn_to_charts()
    return window


def test_the_answer_a_points_values_and_what_is_being_done_are_read(showing):
    said = read(showing.evidence.answer.text)
    assert "parallel_fastmath" in said
    assert "<p" not in said

    run = showing.shown.run
    showing.shown.select(run.point("numpy", 1000, 1).point)
    details = showing.evidence.details
    told = {name: label for name, label in details.values.items() if label.isVisible()}
    for name, label in told.items():
        assert read(label) == f"{name}: {details.value(name)}"
    assert {"Time", "Interval", "Samples", "Result"} <= told.keys()
    assert "Spread" not in told  # of one process there is none

    showing.controls.say("Measuring n = 1,000")
    assert read(showing.controls.activity) == "Activity: Measuring n = 1,000"
    showing.controls.show_end_of(showing.shown.run)
    assert read(showing.controls.progress) == "Progress: Done: the budget is used up"


def test_remarks_go_with_what_they_speak_of_and_escape_puts_the_newest_message_away(window):
    window.messages.say("Something was left out.")
    window.messages.say("A run was interrupted.", ("Open", lambda: None))
    window.messages.put_remarks_away()
    assert [message.sentence for message in window.messages.messages()] == [
        "A run was interrupted."
    ]
    for sentence in ("One.", "Two."):
        window.messages.say(sentence)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert [message.sentence for message in window.messages.messages()] == [
        "A run was interrupted.",
        "One.",
    ]


def test_what_is_under_way_stays_until_it_is_ended_and_offers_outlive_remarks(window):
    ended = []
    window.messages.say("Reading …", ("Cancel", lambda: ended.append(1)), under_way=True)
    window.messages.say("A run was interrupted.", ("Open", lambda: None))
    for number in range(4):
        window.messages.say(f"Remark {number}.")
    said = [message.sentence for message in window.messages.messages()]
    assert said == ["Reading …", "A run was interrupted.", "Remark 2.", "Remark 3."]
    assert [b.text() for b in window.messages.messages()[0].buttons] == ["Cancel"]
    assert [one.sentence for one in window.messages.messages() if one.isVisible()] == [
        "Reading …",
        "Remark 3.",
    ]
    for _ in said:
        QTest.keyClick(window, Qt.Key.Key_Escape)
    [reading] = window.messages.messages()
    assert reading.isVisible()
    assert not ended
    reading.buttons[0].click()
    assert ended
    assert not window.messages.messages()


def test_keys_of_actions_are_the_window_s_where_a_field_would_edit_by_them(qtbot, window):
    edit = window.setup.sizes.low
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    text = edit.text()
    for key in (Qt.Key.Key_U, Qt.Key.Key_E):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
        QApplication.sendEvent(edit, event)
        assert not event.isAccepted()
    qtbot.keyClick(edit, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() == text
    assert window.tabs.page_name == "code"


def test_escape_is_an_editor_s_in_a_list_before_it_ends_a_run(qtbot, window):
    Archive().keep(sum_run())
    window.start()
    window.session.begin()
    window.actions_by_name["show_history"].trigger()
    table = window.tabs.history.table
    named = next(place for place, column in enumerate(COLUMNS) if column.said is not None)
    table.edit(table.model().index(0, named))
    [editor] = table.findChildren(QLineEdit)
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert window.session.state == RUNNING
    assert not editor.isVisible()
    window.session.end()


def luminance(color):
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "faint", "accent", "warning"])
def test_words_have_a_contrast_of_at_least_4_5_to_their_grounds(theme, ink):
    """By WCAG 2.2, 1.4.3; the grounds are those of `look.appearance.style_sheet`."""
    grounds = {"page": mixed(theme.background, theme.text, 0.0),
               "side": mixed(theme.background, theme.text, 0.03)}  # fmt: skip
    if ink == "text":
        grounds |= {"hover": mixed(theme.background, theme.text, 0.08),
                    "warned": mixed(theme.background, theme.warning, 0.10),
                    "noticed": mixed(theme.background, theme.accent, 0.10)}  # fmt: skip
    for name, ground in grounds.items():
        a, b = sorted((luminance(mixed(getattr(theme, ink), ground, 0.0)), luminance(ground)))
        assert (b + 0.05) / (a + 0.05) >= 4.5, name


def interfaces(top):
    """Yield what a screen reader walks through, in the order in which it does."""
    for place in range(top.childCount()):
        child = top.child(place)
        if child is not None and not child.state().invisible:
            yield child
            yield from interfaces(child)


def names(window):
    """Return the names of what is walked through."""
    walked = interfaces(QAccessible.queryAccessibleInterface(window))
    return [found.text(QAccessible.Text.Name) for found in walked]


def toggle(widget, text):
    """Toggle the row of this text as a screen reader does."""
    top = QAccessible.queryAccessibleInterface(widget)
    rows = (top.child(place) for place in range(top.childCount()))
    row = next(row for row in rows if row.text(QAccessible.Text.Name) == text)
    row.actionInterface().doAction("Toggle")


def test_toggling_a_row_ticks_it(showing):
    variants = showing.setup.variants
    toggle(variants.list, "numpy")
    assert "numpy" not in variants.ticked()
    toggle(variants.list, "numpy")
    assert "numpy" in variants.ticked()
    showing.evidence.turn_to("Curves")
    toggle(showing.evidence.legend, "python")
    assert showing.shown.hidden == {("python", 1)}
    toggle(showing.evidence.legend, "parallel_prange, wrong result")
    assert ("parallel_prange", 2) in showing.shown.hidden


def test_parts_are_read_in_the_order_in_which_they_stand_and_no_name_hides_a_text(showing):
    order = names(showing)
    chart = showing.tabs.chart
    answer = read(showing.evidence.answer.text)
    landmarks = [
        "Variants", read(showing.controls.activity), "Speed-up", chart.headline(), "Time per call",
        "Answer", "Curves", answer,
    ]  # fmt: skip
    places = [order.index(landmark) for landmark in landmarks]
    assert places == sorted(places)
    showing.evidence.turn_to("Curves")
    order = names(showing)
    curves = [order.index(name) for name in ("Time per call", "Curves", "jit_nopython, baseline")]
    assert curves == sorted(curves)

    for found in interfaces(QAccessible.queryAccessibleInterface(showing)):
        role, name = found.role(), found.text(QAccessible.Text.Name)
        if role in (QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.ComboBox):
            assert name
        label = found.object()
        if isinstance(label, QLabel) and label.textFormat() is Qt.TextFormat.PlainText:
            assert label.text().replace("&", "") in apart(name)
    assert read(showing.machine.machine) == f"This machine: {showing.machine.machine.text()}"
    assert "at most" in read(showing.tabs.lesson.forecast)


def test_the_keys_go_back_to_run_when_what_they_were_at_is_over(window):
    window.start()
    window.session.begin()
    window.controls.stop.setFocus()
    window.session.end()
    assert window.controls.run.hasFocus()


def test_a_new_recommendation_is_read_out_and_the_same_one_is_not(showing, monkeypatch):
    heard = []
    monkeypatch.setattr(answer_panel, "announce", lambda _, text: heard.append(text))
    showing.shown.hide(frozenset({("parallel_fastmath", 1), ("parallel_fastmath", 2)}))
    showing.shown.hide(frozenset({("parallel_fastmath", 2), ("parallel_fastmath", 1)}))
    showing.evidence.answer.update_text()
    first = showing.evidence.answer.text.text().split("</p>")[0]
    assert heard == [re.sub("<[^>]*>", "", first)]
