"""The history as a person uses it: find, open, compare, name, star, delete and bring back."""

import threading
from dataclasses import replace

import pytest
from own_hands import sentences
from PySide6.QtCore import QPoint, Qt
from sample_runs import sum_events, sum_plan, sum_run

from explorer.desktop.files import opening
from explorer.desktop.history.model import COLUMNS, STAR, WHEN, WHOLE
from explorer.desktop.look.tables import sort_by
from explorer.history.archive import Archive

LEFT = Qt.MouseButton.LeftButton
KERNEL = next(place for place, column in enumerate(COLUMNS) if column.title == "Kernel")
NAME = next(place for place, column in enumerate(COLUMNS) if column.title == "Name")


def run_of(day, **changes):
    return replace(sum_run(**changes), created=f"2025-05-{day:02}T10:20:30+00:00")


@pytest.fixture
def page(window):
    """The history's page with three runs, the last one of another kernel."""
    archive = Archive()
    for day in (1, 2):
        archive.keep(run_of(day))
    other = run_of(3)
    kernel = replace(other.plan.kernel, name="dot", title="Scalar product", sha256="d")
    archive.keep(replace(other, plan=replace(other.plan, kernel=kernel)))
    window.actions_by_name["show_history"].trigger()
    return window.tabs.history


def days(page):
    rows = page.rows
    return [rows.entry(row).created[8:10] for row in range(rows.rowCount())]


def choose(page, row):
    page.table.setFocus()
    page.table.setCurrentIndex(page.rows.index(row, 1))


def test_runs_are_listed_and_searched(qtbot, page):
    assert days(page) == ["03", "02", "01"]
    assert page.told.text() == "3 runs"
    qtbot.keyClicks(page.search, "scalar")
    qtbot.waitUntil(lambda: days(page) == ["03"])
    page.search.setText("nowhere")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.told.text() == "No such run."
    assert not page.open.isEnabled()


@pytest.mark.parametrize("width", [900, 1440])
def test_all_columns_are_in_sight_and_no_title_is_cut(window, page, width):
    window.resize(width, 900)
    page.rows.setData(page.rows.index(0, NAME), "before the rewrite that took a week of winter")
    header = page.table.horizontalHeader()
    assert page.table.horizontalScrollBar().maximum() == 0
    for place in range(len(COLUMNS)):
        assert header.sectionSize(place) >= header.sectionSizeHint(place)
    assert all(header.sectionSize(at) >= page.table.sizeHintForColumn(at) for at in WHOLE)
    assert page.rows.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole).startswith("before the rew")


def test_a_run_is_opened(qtbot, window, page):
    choose(page, 2)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.shown.run.created == run_of(1).created
    assert window.tabs.page_name == "time"


def test_a_run_that_memory_does_not_hold_is_told_by_its_title(qtbot, window, page, monkeypatch):
    def run(entry):
        raise MemoryError

    monkeypatch.setattr(page.archive, "run", run)
    choose(page, 0)
    qtbot.mouseClick(page.open, LEFT)
    assert sentences(window)[-1].startswith("“Scalar product” cannot be read")


def test_another_one_is_shown_beside_it(qtbot, window, page):
    choose(page, 2)
    qtbot.mouseClick(page.open, LEFT)
    window.actions_by_name["show_history"].trigger()
    choose(page, 1)
    qtbot.mouseClick(page.compare, LEFT)
    assert [other.created for other in window.shown.others] == [run_of(2).created]
    assert window.tabs.page_name == "changes"
    changes = window.tabs.page("changes")
    assert "No median differs from before" in changes.title.text()
    window.shown.beside((run_of(1), run_of(2)))
    assert changes.conditions.text().endswith(
        "Before is the dashed one of 2 runs: another run, 2025-05-01 10:20."
    )
    window.messages.messages()[-1].buttons[0].click()
    assert window.shown.others == ()


def test_runs_of_two_kernels_have_nothing_to_compare(qtbot, window, page):
    choose(page, 1)
    qtbot.mouseClick(page.open, LEFT)
    window.actions_by_name["show_history"].trigger()
    choose(page, 0)
    qtbot.mouseClick(page.compare, LEFT)
    assert "they have nothing to compare" in sentences(window)[-1]
    assert window.shown.others == ()


def test_names_notes_and_stars_are_kept(qtbot, page):
    index = page.rows.index(0, STAR)
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=page.table.visualRect(index).center())
    assert page.rows.setData(page.rows.index(0, NAME), "before  the rewrite")
    page.starred.click()
    assert days(page) == ["03"]
    (kept,) = (entry for entry in Archive().find() if entry.name)
    assert (kept.name, kept.starred) == ("before the rewrite", True)


def test_what_is_deleted_comes_back(qtbot, page):
    choose(page, 1)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert days(page) == ["03", "01"]
    assert page.undo.isVisible()
    qtbot.mouseClick(page.undo, LEFT)
    assert days(page) == ["03", "02", "01"]
    assert not page.undo.isVisible()


def test_a_new_run_is_kept_and_shown_beside_the_named_one(window, page):
    entry = next(entry for entry in Archive().find() if entry.created[8:10] == "02")
    Archive().change(entry, name="laptop")
    window.setup.fill(sum_plan(), window.setup.kernel)
    window.actions_by_name["start_anew"].trigger()
    window.session.begin()
    plan, _ = window.session.started[-1]
    window.session.happen(*list(sum_events(plan))[1:])
    window.session.end()
    assert len(Archive().find()) == 4
    assert [other.created for other in window.shown.others] == [entry.created]
    assert "“laptop” is dashed in the charts" in sentences(window)[-1]


def test_what_is_opened_while_a_run_ends_is_not_given_up_for_the_named_one(
    qtbot, window, page, tmp_path, monkeypatch
):
    entry = next(entry for entry in Archive().find() if entry.created[8:10] == "02")
    Archive().change(entry, name="laptop")
    may_end = threading.Event()
    monkeypatch.setattr(opening, "is_small", lambda path: False)
    monkeypatch.setattr(
        opening, "read_and_conclude", lambda path, go_on: may_end.wait() and run_of(9)
    )
    window.setup.fill(sum_plan(), window.setup.kernel)
    window.actions_by_name["start_anew"].trigger()
    window.session.begin()
    plan, _ = window.session.started[-1]
    window.session.happen(*list(sum_events(plan))[1:])
    window.files.open(tmp_path / "large.json")
    window.session.end()
    may_end.set()
    qtbot.waitUntil(lambda: window.shown.run.created == run_of(9).created)
    assert not window.shown.others


def test_tags_are_written_and_found(qtbot, page):
    place = next(place for place, column in enumerate(COLUMNS) if column.title == "Tags")
    page.rows.setData(page.rows.index(1, place), " paper,on  battery, paper ")
    assert page.rows.index(1, place).data() == "paper, on battery"
    assert Archive().find()[1].tags == ("paper", "on battery")
    qtbot.keyClicks(page.search, "battery")
    qtbot.waitUntil(lambda: days(page) == ["02"])


def test_rows_are_sorted_by_a_click_on_a_title_and_the_chosen_run_stays_chosen(qtbot, page):
    choose(page, 1)
    header = page.table.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(KERNEL) + 10, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    assert days(page) == ["02", "01", "03"]  # Adding up …, twice and the newest first, Scalar …
    assert page.entry().created[8:10] == "02"
    assert page.rows.headerData(KERNEL, Qt.Orientation.Horizontal) == "Kernel↑"
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    assert days(page) == ["03", "02", "01"]
    Archive().keep(run_of(4))
    page.refresh()
    assert days(page) == ["03", "04", "02", "01"]
    sort_by(page.table, WHEN)
    assert days(page) == ["01", "02", "03", "04"]
    assert page.entry().created[8:10] == "02"
