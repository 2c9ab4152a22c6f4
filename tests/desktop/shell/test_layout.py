"""The chart is the largest thing at every size; what is around it folds, and nothing is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from sample_runs import sum_run

from explorer.desktop.shell.workspace import EVIDENCE, SETUP

LEFT = Qt.MouseButton.LeftButton


def showing(window, run=None):
    """Show a run in a window, with its first chart in front."""
    window.shown.show(run or sum_run())
    window.tabs.turn_to_charts()
    QApplication.processEvents()
    return window


def in_window(widget, window):
    """Whether all of a widget is inside the window and visible."""
    if not widget.isVisible():
        return False
    corner = widget.mapTo(window, QPoint(0, 0))
    return window.rect().contains(corner) and window.rect().contains(
        corner + widget.rect().bottomRight()
    )


@pytest.mark.parametrize(("size", "share"), [((1440, 900), 0.7), ((1024, 700), 0.4)])
def test_the_plot_gets_the_height_and_the_answer_is_in_front_and_whole_beside_it(
    make_window, size, share
):
    window = showing(make_window(width=size[0], height=size[1]))
    evidence = window.evidence
    assert evidence.in_front == "Answer"
    if window.workspace.is_wide:
        areas = window.findChildren(QScrollArea)
        answer = next(part for part in areas if part.widget() is evidence.answer)
        assert answer.verticalScrollBar().maximum() == 0  # all of it is in sight
    before = window.tabs.chart.plot.height()
    assert before >= share * size[1]
    for key in ("F9", "Shift+F9"):
        QTest.keySequence(window, key)
    QApplication.processEvents()
    assert window.tabs.chart.plot.width() > 0.9 * size[0]
    assert window.tabs.chart.plot.height() >= 0.9 * before


def test_run_and_stop_stay_in_sight_when_the_setup_is_folded_and_the_answer_beside_the_charts(
    window,
):
    showing(window)
    window.actions_by_name[SETUP].trigger()
    QApplication.processEvents()
    assert not window.setup.isVisible()
    assert in_window(window.controls.run, window)
    progress = window.controls.progress
    progress.setFixedWidth(100)  # as where the font is large
    QApplication.processEvents()
    assert progress.heightForWidth(100) <= progress.height()
    window.actions_by_name[SETUP].trigger()
    QApplication.processEvents()
    assert window.setup.isVisible()
    assert window.controls.parentWidget() is window.setup.parentWidget()

    workspace = window.workspace
    for width, wide in ((980, True), (940, True), (860, False), (940, False), (980, True)):
        workspace.resize(width, 800)
        assert workspace.is_wide is wide


def test_a_new_run_does_not_begin_with_an_empty_page_and_the_one_in_front_stays(make_window):
    window = showing(make_window(width=1440, height=900))
    window.shown.select(next(iter(window.shown.run.points)))
    assert window.evidence.details.isVisible()
    window.shown.show(replace(window.shown.run, created="2026-02-02T10:00:00+00:00"))
    assert window.evidence.answer.isVisible()

    window.evidence.turn_to("Point")
    window.resize(1024, 700)
    QApplication.processEvents()
    assert window.evidence.in_front == "Point"


def test_going_through_the_table_does_not_turn_its_page_and_no_label_reads_markup(make_window):
    window = showing(make_window(width=1024, height=700))
    window.evidence.turn_to("Table")
    window.evidence.table.setFocus()
    for _ in range(3):
        QTest.keyClick(window.evidence.table, Qt.Key.Key_Down)
    assert window.shown.point is not None
    assert window.evidence.table.isVisible()

    guessing = [
        label.text() or label.objectName() or repr(label.parent())
        for label in window.findChildren(QLabel)
        if label.textFormat() is Qt.TextFormat.AutoText
    ]
    assert guessing == []


def test_every_page_has_a_tab_that_is_not_cut_or_is_in_a_menu_that_says_so(make_window):
    run = replace(sum_run(), output="printed\n")
    window = showing(make_window(width=900, height=700), run)
    tabs, menu = window.tabs, window.tabs.tools.pages
    window.shown.beside((replace(run, created="2024-01-01T10:00:00+00:00"),))
    bar = tabs.tabBar()
    for width in (900, 1024, 1440, 2560):
        window.resize(width, 700)
        QApplication.processEvents()
        seen = [place for place in range(tabs.count()) if tabs.isTabVisible(place)]
        assert all(bar.rect().contains(bar.tabRect(place)) for place in seen)
        further = [action.text().replace("&", "") for action in menu.menu().actions()]
        assert in_window(menu, window) is bool(further) is (width < 2560)
        assert not further or menu.text() == f"{len(further)} more"
        named = {tabs.tabText(place) for place in seen}
        assert named.isdisjoint(further)
        everywhere = {"Lesson", "Time", "Before", "Changes", "Output", "Code", "Callers"}
        assert everywhere <= {*named, *further}
        assert {"Time", "Speed-up", "Threads"} <= named


def test_a_long_name_makes_no_part_wider_than_there_is_room(make_window):
    window = showing(make_window(width=1440, height=900))
    name = "a_" + "very_" * 14 + "long_name"
    answer = window.evidence.answer
    answer.show_apart(f"This is about {name}; set up is sum.")
    QApplication.processEvents()
    assert answer.width() <= answer.parentWidget().width()
    assert name in answer.apart.text()


def test_reasons_of_several_lines_in_a_table_keep_their_distance(make_window):
    window = showing(make_window(width=1440, height=900))
    window.shown.beside((replace(sum_run(), created="2024-01-01T10:00:00+00:00"),))
    window.tabs.turn_to("changes")
    QApplication.processEvents()
    table = window.tabs.page("changes").table
    table.item(0, table.columnCount() - 1).setText("a reason that is long enough " * 9)
    table.resizeRowsToContents()
    assert table.rowHeight(0) % table.fontMetrics().height() > 4
    assert table.rowHeight(0) > 2 * table.fontMetrics().height()


def test_a_page_without_a_tab_gets_one_when_it_is_turned_to(make_window):
    window = showing(make_window(width=1024, height=700))
    tabs = window.tabs
    callers = next(at for at in range(tabs.count()) if tabs.tabText(at) == "Callers")
    assert not tabs.isTabVisible(callers)
    (action,) = (a for a in tabs.tools.pages.menu().actions() if a.objectName() == "show_callers")
    action.trigger()
    assert tabs.page_name == "callers"
    window.shown.beside((replace(window.shown.run, created="2024-01-01T10:00:00+00:00"),))
    for name in ("live", "history", "trend", "callers"):
        tabs.turn_to(name)
        QApplication.processEvents()
        ends = [tabs.tabBar().tabRect(place) for place in (0, tabs.currentIndex())]
        assert all(tabs.tabBar().rect().contains(end) for end in ends)
    tabs.turn_to("time")
    assert not tabs.isTabVisible(callers)


def test_tools_that_do_not_fit_are_in_a_menu(make_window):
    window = showing(make_window(width=1700))
    tools = window.tabs.tools
    for width, fits in ((1700, True), (900, False)):
        window.resize(width, 900)
        QApplication.processEvents()
        assert [button.isVisible() for button in tools.buttons] == [fits] * len(tools.buttons)
        assert tools.more.isVisible() is not fits
        in_menu = [action.objectName() for action in tools.more.menu().actions()]
        assert in_menu == [button.defaultAction().objectName() for button in tools.buttons]


def test_how_charts_are_shown_and_what_is_folded_is_kept_for_the_next_start(make_window):
    first = showing(make_window())
    sizes = first.halves.sizes()
    first.tabs.chart_of("time").choose_aspect("elements")
    first.actions_by_name["linear_y"].setChecked(True)
    first.tabs.live.arrange({"apart": False})
    first.tabs.turn_to("threads")
    first.evidence.turn_to("Table")
    for name in (SETUP, EVIDENCE):
        first.actions_by_name[name].trigger()
    first.close()
    again = showing(make_window())
    assert not again.setup.isVisible()
    assert not again.evidence.isVisible()
    for name in (SETUP, EVIDENCE):
        again.actions_by_name[name].trigger()
    QApplication.processEvents()
    assert again.setup.isVisible()
    assert again.evidence.isVisible()
    assert again.halves.sizes() == sizes
    assert again.tabs.page_name == "threads"
    assert again.evidence.in_front == "Table"
    assert again.tabs.chart_of("time").aspect.currentData() == "elements"
    assert again.tabs.chart_of("time").linear == (False, True)
    assert again.tabs.live.arrangement() == {"apart": False, "summed": False}
    again.chart_choices.forget()
    assert again.tabs.chart_of("time").linear == (False, False)
    again.close()  # what a plot of the command line was saved with is nobody's choice
    assert make_window().actions_by_name["linear_y"].isChecked()


def test_messages_come_and_go_without_moving_the_chart(make_window):
    window = showing(make_window(width=1024, height=700))
    plot = window.tabs.chart.plot

    def place():
        QApplication.processEvents()
        return plot.mapTo(window, QPoint(0, 0)), plot.size()

    before = place()
    long = "This is said at some length, as what went wrong in a file has a name and a place. "
    window.messages.say("A run was looked at last.", ("Show It Again", lambda: None))
    latest = window.messages.warn(3 * long)
    assert place() == before
    assert in_window(latest, window)
    assert not in_window(window.messages.messages()[0], window)
    latest.put_away()
    assert place() == before
    assert in_window(window.messages.messages()[0].buttons[0], window)
