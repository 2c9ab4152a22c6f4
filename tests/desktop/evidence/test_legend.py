"""The legend: curves that can be switched off, by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import made_runs as made
import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QMenu
from sample_runs import sum_run as made_run

from explorer.desktop.evidence.legend import Legend
from explorer.desktop.evidence.panes import ThreadFilter
from explorer.measure.plan import Baseline

LEFT = Qt.MouseButton.LeftButton


def sum_run(created="2025-05-04T10:20:30+00:00", **changes):
    return replace(made_run(**changes), created=created)


@pytest.fixture
def legend(qtbot, shown):
    found = Legend(shown)
    qtbot.addWidget(found)
    found.resize(320, 500)
    found.show()
    shown.show(sum_run())
    return found


def go_to(legend, series):
    """Make a row the current one, as the arrow keys do."""
    legend.setCurrentItem(leaf(legend, series), 0, QItemSelectionModel.SelectionFlag.NoUpdate)


def leaf(legend, series):
    return next(i for i in legend.leaves() if i.data(0, Qt.ItemDataRole.UserRole) == series)


def click_tick(qtbot, legend, item):
    place = legend.visualItemRect(item)
    qtbot.mouseClick(legend.viewport(), LEFT, pos=QPoint(place.left() + 8, place.center().y()))


def test_it_lists_every_curve_of_the_run(legend, shown):
    series = {item.data(0, Qt.ItemDataRole.UserRole) for item in legend.leaves()}
    assert series == set(shown.run.series())


def test_curves_of_a_file_that_names_no_variants_of_its_kernel_look_different(legend, shown):
    run = sum_run()
    plain = replace(run.plan, kernel=replace(run.plan.kernel, variants=()))
    shown.show(replace(run, plan=plain))
    looks = {
        bytes(legend.topLevelItem(row).icon(0).pixmap(32, 12).toImage().constBits())
        for row in range(legend.topLevelItemCount())
    }
    assert len(looks) == legend.topLevelItemCount() > 3


def test_a_tick_hides_a_curve(qtbot, legend, shown):
    click_tick(qtbot, legend, leaf(legend, ("numpy", 1)))
    assert shown.hidden == {("numpy", 1)}
    click_tick(qtbot, legend, leaf(legend, ("numpy", 1)))
    assert shown.hidden == frozenset()


def test_a_variant_hides_all_its_thread_counts(qtbot, legend, shown):
    parent = leaf(legend, ("parallel_prange", 1)).parent()
    click_tick(qtbot, legend, parent)
    assert shown.hidden == {("parallel_prange", 1), ("parallel_prange", 2)}


def test_the_space_bar_hides_the_current_curve(qtbot, legend, shown):
    legend.setFocus()
    go_to(legend, ("fastmath", 1))
    qtbot.keyClick(legend, Qt.Key.Key_Space)
    assert shown.hidden == {("fastmath", 1)}


def test_the_current_curve_comes_forward(qtbot, legend, shown):
    legend.setFocus()
    go_to(legend, ("numpy", 1))
    assert shown.emphasis == ("numpy", 1)
    qtbot.keyClick(legend, Qt.Key.Key_Down)
    assert shown.emphasis == ("jit_nopython", 1)


def test_it_says_what_is_special_about_a_variant(legend, shown):
    texts = [legend.topLevelItem(row).text(0) for row in range(legend.topLevelItemCount())]
    assert "jit_nopython, baseline" in texts
    assert "parallel_prange, wrong result" in texts


def test_hidden_curves_stay_hidden_while_the_run_goes_on(qtbot, legend, shown):
    click_tick(qtbot, legend, leaf(legend, ("numpy", 1)))
    shown.show(sum_run(rounds=20))
    assert shown.hidden == {("numpy", 1)}
    assert leaf(legend, ("numpy", 1)).checkState(0) is Qt.CheckState.Unchecked


def test_hidden_curves_stay_hidden_in_the_next_run_of_the_kernel(legend, shown):
    shown.hide_too([("numpy", 1), ("fastmath", 1)])
    shown.show(sum_run("2026-01-03T00:00:00+00:00"))
    assert shown.hidden == {("numpy", 1), ("fastmath", 1)}
    assert leaf(legend, ("numpy", 1)).checkState(0) is Qt.CheckState.Unchecked
    shown.show(sum_run("2026-01-04T00:00:00+00:00", variants=("numpy", "fastmath")))
    assert shown.hidden == frozenset()  # else nothing would be seen
    shown.hide_too([("numpy", 1)])
    shown.show(made.run({("numpy", 1): {10: 1e-6}, ("loop", 1): {10: 1e-5}}))
    assert shown.hidden == frozenset()


def test_what_is_hidden_or_zoomed_away_cannot_be_brought_forward(shown):
    shown.show(sum_run())
    shown.emphasise(("numpy", 1))
    shown.hide_too([("numpy", 1)])
    assert shown.emphasis is None
    shown.emphasise(("numpy", 1))
    assert shown.emphasis is None
    shown.emphasise(("fastmath", 1))
    shown.see(1e12, 1e13)
    assert shown.emphasis is None


def test_speed_ups_can_be_made_relative_to_a_curve(qtbot, legend, shown):
    heard = []
    legend.baseline_wanted.connect(heard.append)
    place = legend.visualItemRect(leaf(legend, ("parallel_fastmath", 2))).center()
    legend.customContextMenuRequested.emit(place)
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    menu.actions()[0].trigger()
    menu.close()
    assert heard == [Baseline("parallel_fastmath", 2)]
    assert shown.compare_with(heard[0])
    assert shown.run.plan.baseline == heard[0]


def test_a_curve_that_the_run_does_not_have_is_no_baseline(legend, shown):
    assert not shown.compare_with(Baseline("elsewhere"))
    assert shown.run.plan.baseline == Baseline("jit_nopython")


@pytest.fixture
def many(legend, shown):
    shown.show(sum_run("2026-01-02T00:00:00+00:00", threads=(1, 2, 4, 8)))
    return legend


def test_many_thread_counts_are_one_row_until_it_is_opened(many, shown):
    top = leaf(many, ("parallel_prange", 1)).parent()
    assert not top.isExpanded()
    top.setExpanded(True)
    assert shown.fans == {"parallel_prange": True}
    top.setExpanded(False)
    assert shown.fans == {"parallel_prange": False}
    shown.fan("parallel_prange", True)
    assert top.isExpanded()


def entries(menu):
    return {a.text().replace("&", ""): a for a in menu.actions() if not a.isSeparator()}


def test_the_menu_of_a_curve_shows_only_it_hides_it_and_fans_it_out(many, shown, qtbot):
    curves = tuple(("parallel_prange", n) for n in (1, 2, 4, 8))
    menu = QMenu(many)
    many.menu.fill(menu, curves)
    found = entries(menu)
    assert not found["Show All Curves"].isEnabled()
    found["Show Only parallel_prange"].trigger()
    assert set(shown.run.series()) - shown.hidden == set(curves)
    shown.hide(frozenset())
    found["Hide parallel_prange"].trigger()
    assert shown.hidden == set(curves)
    assert many.hidden() == set(curves)
    found["A Curve for Each Count"].trigger()
    assert shown.fans["parallel_prange"]
    with qtbot.waitSignal(many.baseline_wanted) as asked:
        found["Compare with parallel_prange with 8 threads"].trigger()
    assert asked.args == [Baseline("parallel_prange", 8)]


def test_an_emphasis_ends_with_its_run(legend, shown):
    go_to(legend, ("fastmath", 1))
    assert shown.emphasis == ("fastmath", 1)
    heard = []
    shown.emphasis_changed.connect(lambda: heard.append(shown.emphasis))
    shown.show(sum_run("2026-01-03T00:00:00+00:00", variants=("numpy", "jit_nopython")))
    shown.show(None)
    assert shown.emphasis is None
    assert heard[-1] is None


def test_where_the_keys_come_back_to_a_new_run_no_curve_comes_forward(legend, shown):
    go_to(legend, ("fastmath", 1))
    shown.show(sum_run("2026-01-03T00:00:00+00:00"))
    QApplication.sendEvent(legend, QFocusEvent(QEvent.Type.FocusIn))
    assert shown.emphasis is None


def test_chips_choose_the_thread_counts_that_are_drawn(qtbot, shown):
    filter_ = ThreadFilter(shown)
    qtbot.addWidget(filter_)
    shown.show(sum_run())
    assert not filter_.chips
    run = sum_run("2026-01-02T00:00:00+00:00", threads=(1, 2, 4, 8))
    shown.show(run)
    assert list(filter_.chips) == [1, 2, 4, 8]
    filter_.chips[2].click()
    assert shown.hidden == {("parallel_prange", 2), ("parallel_fastmath", 2)}
    shown.hide(shown.hidden | {("numpy", 1)})
    filter_.chips[2].click()
    assert shown.hidden == {("numpy", 1)}
    shown.hide(frozenset((v, 4) for v in ("parallel_prange", "parallel_fastmath")))
    assert [n for n, chip in filter_.chips.items() if chip.isChecked()] == [1, 2, 8]
    plan = replace(run.plan, kernel=replace(run.plan.kernel, name="another"))
    shown.show(replace(run, plan=plan, created="2026-01-03T00:00:00+00:00"))
    assert not shown.hidden
    assert all(chip.isChecked() for chip in filter_.chips.values())
