"""The map on screen: cells to read, to choose and to measure at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
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
    return found


def background(page, y, x):
    return page.table.item(y, x).background().color()


def test_it_is_a_table_of_sizes_and_thread_counts(page, shown):
    labels = [page.table.verticalHeaderItem(y).text() for y in range(page.table.rowCount())]
    assert labels == ["8 threads", "4 threads", "2 threads", "1 thread"]
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


def test_a_point_chosen_elsewhere_is_the_current_cell(page, shown):
    shown.select(shown.run.point("parallel_prange", 1000, 4).point)
    assert (page.table.currentRow(), page.table.currentColumn()) == (1, 2)


def test_the_map_of_the_fastest_names_them(page):
    page.choose("")
    assert page.title.text() == "The fastest variant at each size and thread count"
    assert page.table.item(3, 0).text().startswith("fastmath\n")


def test_a_cell_offers_to_measure_at_its_size(qtbot, page):
    page.table.setCurrentCell(0, 4)
    with qtbot.waitSignal(page.size_wanted) as wanted:
        page.table.actions()[0].trigger()
    assert wanted.args == [10_000]
