"""The page that shows how a time went over the kept runs."""

from dataclasses import replace

import pytest
from process_runs import run_by_chance
from PySide6.QtCore import Qt

from explorer.history.archive import Archive
from explorer.results import trend as trends

TIMES = {"loop": 1e-9, "fast": 3e-10, "numpy": 5e-10}


@pytest.fixture
def page(qtbot, window):
    """The page, turned to from the newest of four kept runs, the last two of which are slower."""
    archive = Archive()
    for day, factor in enumerate((1, 1, 1.3, 1.3), start=1):
        run = run_by_chance(day, TIMES, 8, {"fast": factor})
        when = f"2026-01-{day:02}T08:00:00+00:00"
        archive.keep(replace(run, created=when, finished="precise", commit=f"{day:08x}{0:032x}"))
    window.actions_by_name["show_history"].trigger()
    window.tabs.history.trend.click()
    found = window.tabs.trend
    qtbot.waitUntil(lambda: found.found is not None)
    return found


def rows(page):
    return [
        [page.table.item(row, column).text() for column in range(page.table.columnCount())]
        for row in range(page.table.rowCount())
    ]


def test_it_says_where_it_surely_changed(window, page):
    assert window.tabs.page_name == "trend"
    assert page.title.text().startswith("fast at n = 100,000 became 1.")
    assert page.title.text().endswith("with the run of 2026-01-03 08:00, in 4 runs of made.")
    assert [row[0] for row in rows(page)] == [f"2026-01-0{day} 08:00" for day in (4, 3, 2, 1)]
    assert [row[trends.CHANGE].endswith(", surely") for row in rows(page)] == [
        False,
        True,
        *[False] * 2,
    ]
    assert page.by.currentData() == "commit"
    assert len(page.plot.figure.picture.curves) == 4


def test_another_curve_and_size_are_shown(page):
    page.curve.setCurrentIndex(page.curve.findText("loop"))
    page.at.setCurrentIndex(0)
    page.at.activated.emit(0)
    assert page.title.text() == "loop at n = 1,000: no sure change in 4 runs of made."
    page.by.setCurrentIndex(page.by.findData("numba"))
    page.by.activated.emit(0)
    assert len(page.plot.figure.picture.curves) == 1


def test_a_row_marks_its_point_and_opens_its_run(qtbot, window, page):
    page.table.setCurrentCell(3, 0)
    assert [ring[0] for ring in page.plot.figure.rings.rings] == [0]
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.shown.run.created.startswith("2026-01-01")


def test_one_run_alone_has_no_trend(qtbot, window, page):
    for entry in Archive().find()[1:]:
        Archive().delete(entry)
    page.hide()
    page.show()
    assert page.title.text() == "Reading the runs of this function …"
    assert not any(box.isEnabled() for box in (page.curve, page.at, page.by))
    qtbot.waitUntil(lambda: "fewer than two kept runs" in page.title.text())
    assert not page.plot.isVisible()
    assert not page.table.rowCount()
    assert page.curve.isEnabled()


def test_beside_a_run_nothing_is_read(qtbot, window, page):
    window.tabs.turn_to("lesson")
    page.wait_for("A run is under way.")
    window.tabs.turn_to("trend")
    assert page.title.text().startswith("A run is under way. The runs of this function are read")
    assert not page._gathering.under_way
    page.wait_for("")
    assert page.title.text() == "Reading the runs of this function …"
    page.end()
    page.wait_for("A run is under way.")
    assert page.title.text().startswith("A run is under way.")
    page.wait_for("")
    qtbot.waitUntil(lambda: page.found is not None)


def test_of_other_arguments_no_older_runs_are_offered_while_theirs_are_read(qtbot, window, page):
    run = page.found.moments[-1].run
    other = replace(run.plan.kernel, arguments={"step": "2"})
    window.shown.show(replace(run, plan=replace(run.plan, kernel=other)))
    qtbot.waitUntil(lambda: page.title.text().startswith("Reading"))
    assert not page.curve.isEnabled()
    qtbot.waitUntil(lambda: page.title.text().startswith("No run of this function"))
    assert not page.curve.isEnabled()
