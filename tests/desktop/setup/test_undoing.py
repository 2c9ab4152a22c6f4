"""Taking back what was changed in the setup."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit

from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.setup.undoing import Undoing
from explorer.kernels.finding import find
from explorer.measure.plan import Baseline


@pytest.fixture
def setup(qtbot, appearance):
    panel = SetupPanel([find("sum"), find("triad")], 4)
    qtbot.addWidget(panel)
    return panel


@pytest.fixture
def undoing(setup):
    return Undoing(setup, setup)


def test_each_change_is_taken_back_and_done_again(setup, undoing):
    first = setup.plan
    setup.threads.set_text("1, 3")
    setup.variants.tick(["numpy", "fastmath"])
    last = setup.plan
    undoing.undo()
    assert setup.plan.threads == (1, 3)
    assert setup.plan.variants == first.variants
    undoing.undo()
    assert setup.plan == first
    assert not undoing.can_undo
    undoing.undo()
    assert setup.plan == first
    undoing.redo()
    undoing.redo()
    assert setup.plan == last
    assert not undoing.can_redo


def test_typing_in_one_field_is_one_change(setup, undoing):
    for text in ("1, ", "1, 2", "1, 2, 4"):
        setup.threads.set_text(text)
    undoing.undo()
    assert not undoing.can_undo
    undoing.redo()
    assert setup.plan.threads == (1, 2, 4)


def test_another_kernel_is_taken_back_with_all_that_was_set(setup, undoing):
    setup.variants.tick(["numpy", "fastmath"])
    before = setup.plan
    setup.choose(find("triad"))
    undoing.undo()
    assert setup.kernel.name == "sum"
    assert setup.plan == before


def test_a_baseline_that_was_chosen_is_taken_back(setup, undoing):
    before = setup.plan.baseline
    setup.prefer_baseline(Baseline("numpy"))
    assert setup.plan.baseline == Baseline("numpy")
    undoing.undo()
    assert setup.plan.baseline == before


def test_what_is_changed_after_an_undo_is_the_new_end(setup, undoing):
    setup.threads.set_text("1, 3")
    undoing.undo()
    setup.variants.tick(["numpy", "fastmath"])
    assert not undoing.can_redo


def test_what_cannot_be_measured_yet_is_no_step(setup, undoing):
    first = setup.plan
    for text in ("", "1, ", "1, x", "1, 3"):
        undoing._at = 0.0  # as if typed slowly
        setup.threads.set_text(text)
    assert setup.plan.threads == (1, 3)
    undoing.undo()
    assert setup.plan == first
    assert not undoing.can_undo
    undoing.redo()
    assert setup.plan.threads == (1, 3)


def test_undo_takes_a_setup_that_cannot_be_measured_to_the_last_that_could(setup, undoing):
    setup.threads.set_text("1, 3")
    last = setup.plan
    setup.sizes.set_text("nonsense")
    assert setup.plan is None
    undoing.undo()
    assert setup.plan == last
    assert undoing.can_undo


def test_the_keys_are_the_setup_s_wherever_the_cursor_stands(setup, undoing, qtbot):
    key = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), setup)
    key.activated.connect(undoing.undo)
    first = setup.plan
    with qtbot.waitExposed(setup):
        setup.show()
    setup.activateWindow()
    field = setup.threads.findChild(QLineEdit)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.setText("1, 3")
    assert setup.plan.threads == (1, 3)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert setup.plan == first


def test_an_argument_that_cannot_be_read_is_taken_back_with_the_cursor_in_it(qtbot, opened):
    undoing, setup = opened.undoing, opened.setup
    row = setup.own.arguments.rows["weight"]
    row.box.setFocus()
    qtbot.waitUntil(row.box.hasFocus)
    row.edit.setText("0.5 +")
    assert setup.plan is None
    assert undoing.can_undo
    qtbot.keyClick(row.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert setup.own.arguments.arguments()["weight"] == "0.25"
    assert setup.plan is not None
    row.edit.setText("0.5")
    qtbot.keyClick(row.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert setup.kernel.arguments["weight"] == "0.25"
    assert setup.own.arguments.rows["weight"] is row
    assert row.box.hasFocus()
