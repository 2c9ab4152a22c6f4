"""The results table: sorted by number, copied for a spreadsheet, in step with the charts."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from sample_runs import sum_events, sum_plan, sum_run

from explorer.desktop.evidence.model import COLUMNS, ResultsModel
from explorer.desktop.evidence.table import ResultsTable
from explorer.desktop.look.tables import sort_by
from explorer.measure.plan import Point
from explorer.results.fold import apply

PLACES = {column.title: place for place, column in enumerate(COLUMNS)}


@pytest.fixture
def table(qtbot, shown):
    found = ResultsTable(shown)
    qtbot.addWidget(found)
    found.resize(500, 400)
    found.show()
    shown.show(sum_run())
    return found


def column(table, name):
    model = table.model()
    place = PLACES[name]
    return [model.index(row, place).data() for row in range(model.rowCount())]


def click_header(qtbot, table, name):
    header = table.horizontalHeader()
    place = PLACES[name]
    table.scrollTo(table.model().index(0, place))
    x = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
    point = header.viewport().rect().center()
    point.setX(x)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_a_click_on_a_header_sorts_by_number(qtbot, table, shown):
    for reverse in (True, False, True):  # it begins with the largest, as the answer does
        sizes = [int(text.replace(",", "")) for text in column(table, "n")]
        assert sizes == sorted(sizes, reverse=reverse)
        sort_by(table, PLACES["n"])
    click_header(qtbot, table, "n")
    click_header(qtbot, table, "Median")
    run = shown.run
    order = [run.points[table.point_at(row)].estimate for row in range(table.model().rowCount())]
    medians = [float("inf") if e is None else e.median_s for e in order]
    assert medians == sorted(medians)


def test_the_title_of_the_sorted_column_can_be_read_beside_its_arrow(qtbot, table):
    def titles():
        model = table.model()
        places = range(model.columnCount())
        return [model.headerData(place, Qt.Orientation.Horizontal) for place in places]

    assert "n↓" in titles()
    click_header(qtbot, table, "n")  # as they were measured
    assert "n" in titles()
    click_header(qtbot, table, "n")
    assert "n↑" in titles()
    click_header(qtbot, table, "Median")
    assert {"n", "Median↑"} <= set(titles())
    metrics = QFontMetrics(table.font())
    for place, title in enumerate(titles()):
        if not table.isColumnHidden(place):
            padding = 4 + 4  # of headers, in the style
            assert metrics.horizontalAdvance(title) + padding < table.columnWidth(place)


def test_no_state_of_a_point_is_cut_off(table):
    metrics = QFontMetrics(table.font())
    for state in ("skipped", "wrong", "coarse", "99.9 %"):
        assert metrics.horizontalAdvance(state) < table.columnWidth(PLACES["±"])


def test_the_last_column_says_why_a_time_cannot_be_trusted(table, shown):
    states = {text for text in column(table, "±") if not text.endswith("%")}
    found = {r.status for r in shown.run.points.values()} - {"ok"}
    assert states == found
    assert {"wrong", "noisy", "coarse"} <= states


def test_a_row_that_is_chosen_is_the_selected_point(table, shown):
    table.selectRow(5)
    assert shown.point == table.point_at(5)


def test_a_selected_point_is_the_current_row(qtbot, table, shown):
    click_header(qtbot, table, "Median")
    shown.select(Point("fastmath", 10_000_000, 1))
    row = table.currentIndex().row()
    assert table.point_at(row) == shown.point
    shown.select(None)
    assert not table.selectionModel().hasSelection()


def test_selected_rows_are_copied_with_full_numbers(table, shown):
    flags = QItemSelectionModel.SelectionFlag
    rows = range(table.model().rowCount())
    timed = [row for row in rows if table.model().index(row, PLACES["Median"]).data()]
    first, second = timed[0], timed[3]
    for row in (first, second):
        index = table.model().index(row, 0)
        table.selectionModel().select(index, flags.Select | flags.Rows)
    assert table.copy(QGuiApplication.clipboard()) == 2
    text = QGuiApplication.clipboard().text()
    lines = list(csv.DictReader(io.StringIO(text), dialect="excel-tab"))
    point = table.point_at(first)
    assert lines[0]["variant"] == point.variant
    assert float(lines[0]["median_s"]) == shown.run.points[point].estimate.median_s


def test_one_chosen_row_is_copied_alone(table):
    table.selectRow(4)
    assert table.copy(QGuiApplication.clipboard()) == 1
    table.clearSelection()
    assert table.copy(QGuiApplication.clipboard()) == table.model().rowCount()


def test_hidden_curves_are_not_listed(table, shown):
    shown.hide(frozenset({("numpy", 1), ("parallel_prange", 2)}))
    assert "numpy" not in column(table, "Variant")
    assert "parallel_prange" in column(table, "Variant")
    shown.hide(frozenset())
    assert "numpy" in column(table, "Variant")


def test_an_empty_table_copies_nothing(qtbot, shown):
    found = ResultsTable(shown)
    qtbot.addWidget(found)
    assert found.copy(QGuiApplication.clipboard()) == 0


def test_rows_come_in_place_so_that_a_selection_stays(qtbot, table, shown):
    run = None
    events = list(sum_events(sum_plan()))
    started, events = replace(events[0], created="2026-02-02T00:00:00+00:00"), events[1:]
    run = apply(run, started)
    chosen = None
    for event in events:
        run = apply(run, event)
        shown.show(run)
        shown.update_text()
        if chosen is None and table.model().rowCount() > 3:
            table.selectRow(2)
            chosen = shown.point
    assert shown.point == chosen
    assert table.point_at(table.currentIndex().row()) == chosen
    assert table.model().rowCount() == len(run.points)


def test_the_model_keeps_its_promises_while_it_grows(qapp):
    model = ResultsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    run = None
    for event in sum_events(sum_plan(sizes="1e2:1e4")):
        run = apply(run, event)
        model.show_run(run)
    assert model.rowCount() == len(run.points)
    model.show_run(None)
    assert model.rowCount() == 0
    tester.deleteLater()


def test_reasons_are_tool_tips(table, shown):
    model = table.model()
    tips = {
        model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(model.rowCount())
    }
    assert {r.reason for r in shown.run.points.values() if r.reason} <= tips
