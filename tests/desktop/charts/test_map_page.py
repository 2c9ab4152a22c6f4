"""The map on screen: cells to read, to choose and to measure at."""

from __future__ import annotations

import pytest
from chart_hands import heard
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from sample_runs import sum_run

from explorer.desktop.charts.map_page import MapPage

MANY = (1, 2, 4, 8)


@pytest.fixture
def page(qtbot, shown, appearance):
    found = MapPage(shown)
    qtbot.addWidget(found)
    found.resize(900, 500)
    shown.show(sum_run(threads=MANY))
    found.show()
    found.choose("parallel_prange")
    return found


def test_it_opens_on_the_fastest_variant_that_uses_threads_and_is_right(qtbot, shown, appearance):
    found = MapPage(shown)
    qtbot.addWidget(found)
    shown.show(sum_run(threads=MANY))
    found.show()
    assert found.choice.currentText() == "parallel_fastmath"
    found.choose("parallel_prange")
    shown.show(sum_run(rounds=20, threads=MANY))
    assert found.choice.currentText() == "parallel_prange"


def background(page, y, x):
    return page.table.item(y, x).background().color()


def test_it_is_a_table_of_sizes_and_thread_counts(page, shown):
    labels = [page.table.verticalHeaderItem(y).text() for y in range(page.table.rowCount())]
    assert labels == ["8", "4", "2", "1"]
    role = Qt.ItemDataRole.AccessibleTextRole
    assert page.table.verticalHeaderItem(0).data(role) == "8 threads"
    assert page.axes.text() == "rows: threads, columns: n"
    assert page.table.columnCount() == len(shown.run.plan.sizes)
    assert page.table.item(0, 10).text().endswith("×")
    assert page.table.item(2, 3).text() == "wrong"


def test_faster_and_slower_have_different_colours_and_unknown_has_none(page):
    slow, fast, wrong = background(page, 0, 0), background(page, 0, 10), background(page, 2, 3)
    assert len({slow.name(), fast.name(), wrong.name()}) == 3


def test_going_through_the_cells_selects_points_and_says_what_they_are(qtbot, page, shown):
    page.table.setFocus()
    page.table.setCurrentCell(0, 9)
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    assert shown.point == shown.run.point("parallel_prange", 10_000_000, 8).point
    assert "parallel_prange with 8 threads" in page.readout.text()
    said = page.table.item(0, 10).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == page.readout.text()


def test_what_is_read_out_keeps_up_with_what_is_measured(page, shown):
    assert page.readout.text().startswith("point at a cell")
    page.table.cellEntered.emit(0, 9)
    assert "12 samples" in page.readout.text()
    shown.show(sum_run(rounds=20, threads=MANY))
    assert "20 samples" in page.readout.text()


def test_a_point_chosen_elsewhere_is_the_current_cell(page, shown):
    shown.select(shown.run.point("parallel_prange", 1000, 4).point)
    assert (page.table.currentRow(), page.table.currentColumn()) == (1, 2)


def test_the_map_of_the_fastest_names_them(page):
    page.choose("")
    assert page.title.text() == "The fastest variant at each size and thread count"
    assert page.table.item(3, 0).text().startswith("fastmath\n")


def test_a_cell_offers_to_measure_between_its_size_and_the_next(qtbot, page):
    offer = page.table.actions()[0]
    for column, size in ((4, 18_000), (10, 5_700_000)):  # the last has one before it only
        page.table.setCurrentCell(0, column)
        assert offer.text().replace("&", "") == f"Measure at n = {size:,}, Too"
        with qtbot.waitSignal(page.size_wanted) as wanted:
            offer.trigger()
        assert wanted.args == [size]


def test_a_cell_is_measured_better_by_double_click_and_by_enter(qtbot, page, shown):
    wanted = heard(page.better_wanted)
    there = page.table.visualItemRect(page.table.item(1, 9)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert not wanted
    qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=there)
    point = shown.run.point("parallel_prange", 3_200_000, 4).point
    assert wanted == [point]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert wanted == [point, point]


ODD = (123, 312, 779, 1234, 3121, 7793, 12_345, 31_211, 77_931, 123_457, 312_113, 779_317,
       1_234_567, 3_121_131, 7_793_171, 12_345_678, 31_211_317, 77_931_717)  # fmt: skip


def test_eighteen_odd_sizes_have_room_and_heads_that_do_not_run_together(qtbot, shown, appearance):
    page = MapPage(shown)
    qtbot.addWidget(page)
    page.resize(770, 600)  # what a window of 1440 pixels leaves it
    shown.show(sum_run(sizes=",".join(map(str, ODD)), threads=MANY))
    page.show()
    assert not page.table.horizontalScrollBar().isVisible()
    header = page.table.horizontalHeader()
    metrics = QFontMetrics(header.font())
    for x in range(len(ODD)):
        text = page.table.horizontalHeaderItem(x).text()
        assert metrics.horizontalAdvance(text) + 2 <= header.sectionSize(x), text
    last = page.table.horizontalHeaderItem(len(ODD) - 1)
    assert last.toolTip() == "n = 77,931,717"
