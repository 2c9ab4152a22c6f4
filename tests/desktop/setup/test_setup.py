"""The setup: what a person can set, what is said about it, and what is wrong with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.desktop.setup.panel import SetupPanel
from explorer.kernels.finding import find
from explorer.kernels.listing import read
from explorer.measure.asking import plan_of
from explorer.measure.plan import Baseline

LEFT = Qt.MouseButton.LeftButton
KERNELS = ("sum", "triad", "matmul")


@pytest.fixture
def setup(qtbot, appearance):
    panel = SetupPanel([find(name) for name in KERNELS], 4)
    qtbot.addWidget(panel)
    panel.resize(300, 700)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def write(qtbot, edit, text):
    """Replace what is in a line as a person does."""
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text) if text else qtbot.keyClick(edit, Qt.Key.Key_Delete)


def click_row(qtbot, panel, row):
    variants = panel.variants.list
    place = variants.visualItemRect(variants.item(row)).center()
    qtbot.mouseClick(variants.viewport(), LEFT, pos=place)


def choose(qtbot, box, row):
    """Choose from a combo box with the keyboard."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(row):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_it_begins_with_the_defaults_of_the_first_kernel(setup):
    assert setup.plan == plan_of(find("sum"), most_threads=4)
    assert setup.problem == ""


def test_sizes_are_also_shown_in_bytes(qtbot, setup):
    assert setup.sizes.note == "11 sizes, 800 B to 76 MiB of data"
    write(qtbot, setup.sizes.high, "1e3")
    assert setup.sizes.note == "3 sizes, 800 B to 7.8 KiB of data"
    setup.dtypes.setFocus()
    qtbot.keyClick(setup.dtypes, Qt.Key.Key_Down)
    assert setup.sizes.note == "3 sizes, 400 B to 3.9 KiB of data"


def test_points_per_decade_change_the_sizes(qtbot, setup):
    setup.sizes.density.setFocus()
    qtbot.keyClick(setup.sizes.density, Qt.Key.Key_Up)
    assert len(setup.plan.sizes) == 16


def test_sizes_of_a_list_are_written_as_short_as_they_can_be_and_seen_from_the_first(setup):
    setup.sizes.set_sizes((400, 1000, 31_600, 320_000, 3_162_300, 10**7))
    assert setup.sizes.list.text() == "400, 1e3, 31600, 3.2e5, 3162300, 1e7"
    assert setup.sizes.list.cursorPosition() == 0
    assert setup.plan.sizes == (400, 1000, 31_600, 320_000, 3_162_300, 10**7)


def test_sizes_can_be_a_free_list(qtbot, setup):
    qtbot.mouseClick(setup.sizes.mode, LEFT)
    assert setup.sizes.list.text() == "1e2:1e7"
    write(qtbot, setup.sizes.list, "16, 1k, 64")
    assert setup.plan.sizes == (16, 64, 1000)
    qtbot.mouseClick(setup.sizes.mode, LEFT)
    assert setup.plan.sizes[-1] == 10**7


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        ("1e7", "1e2", "The range 1e7:1e2 is upside down; write 1e2:1e7, the smaller size first."),
        ("0", "1e2", "“0” is not a positive whole number such as 1000, 1e3 or 10k."),
        ("ten", "1e2", "“ten” is not a positive whole number such as 1000, 1e3 or 10k."),
        ("1", "1e13", "10,000,000,000,000 is more than 1,000,000,000,000."),
    ],
)
def test_a_wrong_range_is_explained_beside_it(qtbot, setup, low, high, sentence):
    write(qtbot, setup.sizes.low, low)
    write(qtbot, setup.sizes.high, high)
    assert setup.plan is None
    assert setup.sizes.note == sentence
    assert sentence in setup.sizes.low.accessibleDescription()
    write(qtbot, setup.sizes.low, "10")
    write(qtbot, setup.sizes.high, "100")
    assert setup.sizes.error == ""
    assert setup.plan is not None


def test_an_empty_list_of_sizes_is_explained(qtbot, setup):
    qtbot.mouseClick(setup.sizes.mode, LEFT)
    write(qtbot, setup.sizes.list, "")
    assert setup.sizes.note == "None is given; write at least one, such as 1e6."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "“0” is not a positive whole number such as 1000, 1e3 or 10k."),
        (
            "1, 17",
            "17 is too many; allowed are 1 to 16, 4 for each core that this program may use.",
        ),
        ("3:2", "The range 3:2 is upside down."),
        ("", "None is given; choose at least one count."),
    ],
)
def test_wrong_thread_counts_are_explained(qtbot, setup, text, sentence):
    write(qtbot, setup.threads.edit, text)
    assert setup.threads.note == sentence
    assert setup.plan is None


def test_thread_counts_are_buttons_or_text(qtbot, setup):
    assert setup.plan.threads == (1, 2, 4)
    qtbot.mouseClick(setup.threads.buttons[3], LEFT)
    assert setup.threads.text() == "1, 2, 3, 4"
    qtbot.mouseClick(setup.threads.none, LEFT)
    assert not any(button.isChecked() for button in setup.threads.buttons.values())
    qtbot.mouseClick(setup.threads.all, LEFT)
    assert setup.plan.threads == (1, 2, 3, 4)
    write(qtbot, setup.threads.edit, "1,3")
    assert [n for n, button in setup.threads.buttons.items() if button.isChecked()] == [1, 3]


def test_a_machine_with_many_cores_gets_a_button_for_each_doubling(qtbot, appearance):
    panel = SetupPanel([find("sum")], 96)
    qtbot.addWidget(panel)
    assert list(panel.threads.buttons) == [1, 2, 4, 8, 16, 32, 64, 96]
    panel.threads.edit.setText("5")
    qtbot.mouseClick(panel.threads.buttons[8], LEFT)
    assert panel.plan.threads == (5, 8)


def test_a_click_on_a_variant_unticks_it(qtbot, setup):
    click_row(qtbot, setup, 0)
    assert "python" not in setup.plan.variants
    click_row(qtbot, setup, 0)
    assert setup.plan.variants[0] == "python"


def test_the_space_bar_unticks_a_variant(qtbot, setup):
    setup.variants.list.setFocus()
    setup.variants.list.setCurrentRow(1, QItemSelectionModel.SelectionFlag.NoUpdate)
    qtbot.keyClick(setup.variants.list, Qt.Key.Key_Space)
    assert "numpy" not in setup.plan.variants


def test_no_variant_at_all_is_explained(qtbot, setup):
    qtbot.mouseClick(setup.variants.none, LEFT)
    assert setup.variants.note == "None is ticked; tick at least one."
    assert setup.plan is None
    qtbot.mouseClick(setup.variants.all, LEFT)
    assert len(setup.plan.variants) == 7


def test_a_variant_says_what_it_is_and_whether_it_is_meant_to_fail(qtbot, setup, tmp_path):
    path = tmp_path / "racy.py"
    path.write_text(
        "wrong_on_purpose = ('race',)\n"
        "def make_args(n): return (n,)\n"
        "def right(n):\n    'Adds.'\n"
        "def race(n):\n    'Adds at once.'\n"
    )
    setup.choose(read(path))
    tips = [item.toolTip() for item in setup.variants.list.entries()]
    assert tips[0] == "Adds."
    assert tips[1].startswith("Wrong on purpose")
    setup.grab()  # both kinds are drawn
    assert setup.kernels.currentText().startswith("racy")


def test_the_baseline_is_one_of_the_ticked_variants(qtbot, setup):
    assert setup.plan.baseline == Baseline("jit_nopython")
    click_row(qtbot, setup, 2)
    assert setup.plan.baseline.variant in setup.plan.variants
    click_row(qtbot, setup, 2)
    assert setup.plan.baseline == Baseline("jit_nopython")


def test_a_chosen_baseline_comes_back_with_its_variant(qtbot, setup):
    heard = []
    setup.baseline_chosen.connect(heard.append)
    choose(qtbot, setup.baseline.box, 1)
    assert setup.plan.baseline == Baseline("numpy")
    assert heard[-1] == Baseline("numpy")
    click_row(qtbot, setup, 1)
    assert setup.plan.baseline == Baseline("jit_nopython")
    click_row(qtbot, setup, 1)
    assert setup.plan.baseline == Baseline("numpy")


def test_a_threaded_variant_can_be_the_baseline_with_each_count(setup):
    texts = [setup.baseline.box.itemText(row) for row in range(setup.baseline.box.count())]
    assert "parallel_prange, 4 threads" in texts


def test_another_kernel_brings_its_own_defaults(qtbot, setup):
    heard = []
    setup.kernel_changed.connect(lambda: heard.append(setup.kernel.name))
    choose(qtbot, setup.kernels, 2)
    assert heard[-1] == "matmul"
    assert setup.plan == plan_of(find("matmul"), most_threads=4)
    assert setup.sizes.is_list


def test_precision_budget_and_limit_are_folded_away(qtbot, setup):
    assert not setup.more.spins["precision"].isVisible()
    qtbot.mouseClick(setup.more.fold, LEFT)
    assert setup.more.spins["precision"].isVisible()
    write(qtbot, setup.more.spins["precision"], "5")
    write(qtbot, setup.more.spins["budget_s"], "3")
    write(qtbot, setup.more.spins["call_limit_s"], "0.25")
    assert (setup.plan.precision, setup.plan.budget_s, setup.plan.call_limit_s) == (0.05, 3, 0.25)


def test_the_settings_of_a_plan_can_be_used_again(setup):
    kernel = find("triad")
    plan = plan_of(
        kernel, most_threads=4, sizes="1e3:1e5", threads="2,4",
        variants=["njit", "parallel"], dtype="float32", baseline="parallel@2", budget_s=2.5,
    )  # fmt: skip
    setup.fill(plan, kernel)
    assert setup.plan == plan
    assert not setup.sizes.is_list


def test_what_is_remembered_comes_back(setup, qtbot, appearance):
    setup.choose(find("matmul"))
    setup.sizes.set_text("8, 16")
    setup.variants.tick(["numpy", "njit_ijk"])
    setup.more.spins["budget_s"].setValue(4)
    other = SetupPanel([find(name) for name in KERNELS], 4)
    qtbot.addWidget(other)
    other.choose(find("matmul"))
    other.restore(setup.state())
    assert other.plan == setup.plan


def test_damaged_memories_are_left_out(setup):
    before = setup.plan
    setup.restore(
        {"sizes": 3, "threads": None, "variants": "x", "dtype": "int7", "baseline": "a@b",
         "precision": "much", "points_per_decade": "two"}
    )  # fmt: skip
    assert setup.plan == before


def test_every_field_can_be_reached_with_the_tab_key(qtbot, setup):
    setup.more.fold.setChecked(True)
    setup.kernels.setFocus()
    reached = set()
    for _ in range(60):
        reached.add(setup.focusWidget())
        QTest.keyClick(setup.focusWidget(), Qt.Key.Key_Tab)
    wanted = {
        setup.kernels, setup.sizes.low, setup.sizes.high, setup.sizes.density, setup.sizes.mode,
        setup.threads.edit, *setup.threads.buttons.values(), setup.variants.list, setup.dtypes,
        setup.baseline.box, setup.more.fold, *setup.more.spins.values(),
    }  # fmt: skip
    assert wanted <= reached


def test_everything_that_can_be_set_has_a_name(setup):
    for widget in (
        setup.kernels, setup.sizes.low, setup.sizes.high, setup.sizes.density, setup.sizes.list,
        setup.threads.edit, setup.variants.list, setup.dtypes, setup.baseline.box,
        *setup.more.spins.values(), *setup.more.place.boxes.values(),
    ):  # fmt: skip
        assert widget.accessibleName(), widget


def turn_wheel(widget):
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_wheel_scrolls_and_changes_nothing_that_has_no_focus(setup):
    before = setup.plan
    setup.kernels.clearFocus()
    for widget in (setup.kernels, setup.dtypes, setup.baseline.box, setup.sizes.density):
        turn_wheel(widget)
    assert setup.plan == before
    setup.sizes.density.setFocus()
    turn_wheel(setup.sizes.density)
    assert setup.plan != before


def test_everything_fits_the_width_of_the_panel(qtbot, setup):
    setup.resize(setup.minimumSizeHint().width(), 400)
    setup.choose(find("matmul"))
    column = setup.widget()
    assert column.width() >= column.minimumSizeHint().width()
    assert column.width() <= setup.viewport().width()


def test_presets_of_thread_counts(qtbot, appearance):
    facts = {"topology": {"logical": 12, "physical": 6}}
    panel = SetupPanel([find("sum")], 12, facts)
    qtbot.addWidget(panel)
    panel.threads.all.click()
    assert panel.plan.threads == tuple(range(1, 13))
    panel.threads.presets["powers of 2"].click()
    assert panel.plan.threads == (1, 2, 4, 8, 12)
    panel.threads.presets["cores"].click()
    assert panel.plan.threads == (1, 2, 4, 6)
    panel.threads.edit.setText("1-4")
    assert panel.plan.threads == (1, 2, 3, 4)


def test_a_run_of_a_bigger_machine_leaves_the_setup_usable(setup):
    kernel = find("sum")
    plan = plan_of(kernel, 64, threads="1,8,32,64")
    setup.fill(plan, kernel)
    assert setup.plan.threads == (1, 8)
    assert setup.threads.note.startswith("Left out, too many for this machine: 32, 64.")
    setup.threads.edit.setText("1, 2")
    assert "Left out" not in setup.threads.note
    setup.fill(plan_of(kernel, 64, threads="32,64"), kernel)
    assert setup.plan.threads == (1, 2, 4)


def test_what_is_written_stays_where_something_else_is_chosen_beside_it(qtbot, setup):
    setup.threads.edit.setText("1, 3x")
    setup.threads.buttons[2].click()
    assert setup.threads.text() == "1, 2"
    sizes = setup.sizes
    sizes.mode.click()
    assert sizes.list.text() == "1e2:1e7"
    write(qtbot, sizes.list, "64, 128")
    sizes.mode.click()
    sizes.mode.click()
    assert sizes.text() == "64, 128"
    sizes.set_text("1e2:1e6")  # as another kernel does
    sizes.mode.click()
    assert sizes.text() == "1e2:1e6"
