"""Where to measure, the threading layer, more threads than cores: and the reason for a process."""

import pytest
from own_hands import LEFT, SMOOTH
from PySide6.QtCore import Qt

from explorer.desktop.setup.panel import SetupPanel
from explorer.kernels.finding import find, open_file
from explorer.measure.asking import plan_of
from explorer.measure.options import HERE, SEPARATE


@pytest.fixture
def setup(qtbot, appearance):
    panel = SetupPanel([find("sum")], 4)
    qtbot.addWidget(panel)
    panel.resize(300, 900)
    panel.show()
    panel.more.fold.setChecked(True)
    return panel


def choose(qtbot, box, text):
    """Choose from a combo box with the keyboard."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findText(text)):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == text


def test_a_layer_needs_a_process_and_says_why(qtbot, setup):
    assert setup.plan.layer is None
    assert setup.more.place.note.isHidden()
    choose(qtbot, setup.more.place.boxes["layer"], "omp")
    assert setup.plan.layer == "omp"
    assert setup.more.place.note.text() == (
        "Measured in a process of its own: "
        "the threading layer omp can only be chosen when a process starts."
    )
    choose(qtbot, setup.more.place.boxes["layer"], "Automatic")
    assert setup.plan.layer is None
    assert setup.more.place.note.isHidden()


def test_where_to_measure_can_be_chosen(qtbot, setup):
    choose(qtbot, setup.more.place.boxes["process"], "Own process")
    assert setup.plan.process == SEPARATE
    assert setup.more.place.note.text() == "Measured in a process of its own: you chose so."
    choose(qtbot, setup.more.place.boxes["process"], "This program")
    assert setup.plan.process == HERE
    assert setup.more.place.note.text() == ""


def test_own_code_in_this_program_is_warned_of(qtbot, setup, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(SMOOTH)
    setup.choose(open_file(file, "total"))
    assert "the code is yours" in setup.more.place.note.text()
    choose(qtbot, setup.more.place.boxes["process"], "This program")
    assert "the window goes with it" in setup.more.place.note.text()


def test_more_threads_than_cores_are_possible_and_explained(setup):
    setup.threads.set_text("1, 8")
    assert setup.plan.threads == (1, 8)
    assert setup.threads.note == "Above 4, threads take turns on the cores."
    assert "8 threads are more than this process was started with" in setup.more.place.note.text()
    setup.threads.set_text("1, 4")
    assert setup.threads.note == ""


def test_layers_that_are_missing_cannot_be_chosen_and_say_why(setup):
    setup.more.place.offer({"tbb": "a library is needed", "omp": ""})
    items = setup.more.place.boxes["layer"].model()
    tbb, omp = items.item(1), items.item(2)
    assert not tbb.flags() & Qt.ItemFlag.ItemIsEnabled
    assert (tbb.text(), tbb.toolTip()) == (
        "tbb, not here", "Not on this machine: a library is needed."
    )  # fmt: skip
    assert omp.flags() & Qt.ItemFlag.ItemIsEnabled


def test_the_machine_is_asked_once_which_layers_it_has(qtbot, setup):
    place = setup.more.place
    qtbot.waitUntil(lambda: place._known)
    assert place.boxes["layer"].model().item(3).text() == "workqueue"
    qtbot.mouseClick(setup.more.fold, LEFT)
    qtbot.mouseClick(setup.more.fold, LEFT)
    assert place._looking.processId() == 0


def test_choices_are_remembered_and_taken_from_a_plan(setup, qtbot):
    kernel = find("sum")
    plan = plan_of(kernel, most_threads=4, layer="omp", process=SEPARATE)
    setup.fill(plan, kernel)
    assert setup.plan == plan
    other = SetupPanel([kernel], 4)
    qtbot.addWidget(other)
    other.restore(setup.state())
    assert other.plan == plan
    other.restore({**setup.state(), "layer": "fast", "process": 3})
    assert (other.plan.layer, other.plan.process) == (None, "auto")
