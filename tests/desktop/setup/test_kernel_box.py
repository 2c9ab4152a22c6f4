"""Kernels are found by a word that they are about."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent

from explorer.desktop.setup.kernel_box import KernelBox
from explorer.kernels.finding import catalogue, find
from explorer.kernels.listing import read


@pytest.fixture
def box(qtbot):
    box = KernelBox(catalogue())
    qtbot.addWidget(box)
    box.resize(300, 30)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    box.setFocus()
    qtbot.waitUntil(lambda: box.edit.selectedText() == box.currentText())
    return box


def found(box):
    model = box.finder.completionModel()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_word_of_the_lesson_finds_a_kernel_and_return_chooses_it(box, qtbot):
    chosen = []
    box.activated.connect(lambda row: chosen.append(box.kernel.name))
    qtbot.keyClicks(box.edit, "false sharing")
    assert "Histogram" in found(box)
    popup = box.finder.popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert chosen == [box.kernel.name]
    assert box.currentText() == box.kernel.title
    assert "false sharing" in box.kernel.lesson


@pytest.mark.parametrize("word", ["MATMUL", "parallel_race", "π", "sharing work"])
def test_names_variants_and_groups_are_searched_too(box, qtbot, word):
    box.edit.setText("")
    box.finder.setCompletionPrefix(word)
    assert found(box)
    assert not {kernel.group for kernel in catalogue()} & set(found(box)), "headings are no kernels"


def test_return_chooses_the_first_kernel_that_a_name_finds(box, qtbot):
    chosen = []
    box.activated.connect(lambda row: chosen.append(box.kernel.name))
    box.finder.popup().hide()
    box.edit.setText("matmul")
    box.edit.returnPressed.emit()
    assert chosen == ["matmul"]
    assert box.currentText() == box.kernel.title


def test_what_finds_nothing_changes_nothing(box, qtbot):
    kernel, missed = box.kernel, []
    box.not_found.connect(missed.append)
    qtbot.keyClicks(box.edit, "no such thing")
    qtbot.keyClick(box.edit, Qt.Key.Key_Return)
    assert missed == ["no such thing"]
    assert box.kernel == kernel
    assert box.currentText() == kernel.title


def test_kernels_that_come_later_leave_what_is_chosen(box, qtbot, tmp_path):
    (tmp_path / "mine.py").write_text("def make_args(n): return (n,)\ndef same(n): return n\n")
    begun = KernelBox([find("triad")])
    qtbot.addWidget(begun)
    begun.choose(read(tmp_path / "mine.py"))
    changed = []
    begun.currentIndexChanged.connect(changed.append)
    begun.fill(catalogue())
    assert (begun.kernel.name, begun.currentText(), changed) == ("mine", "mine.py", [])
    rows = [begun.itemText(row) for row in range(begun.count())]
    assert rows == [box.itemText(row) for row in range(box.count())] + ["From files", "mine.py"]
    begun.choose(find("triad"))
    begun.fill(catalogue())
    assert begun.currentText() == begun.edit.text() == find("triad").title


def test_the_list_that_comes_and_goes_does_not_select_what_is_being_written(box, qtbot, qapp):
    qapp.processEvents()  # it may have got the focus twice
    box.edit.setText("q")
    box.edit.deselect()
    back = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.PopupFocusReason)
    qapp.sendEvent(box.edit, back)
    qapp.processEvents()
    assert not box.edit.selectedText()
