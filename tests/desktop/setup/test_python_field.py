"""Choosing in the form which Python measures a file."""

import pytest

from explorer.desktop.setup import python_field
from explorer.desktop.setup.panel import SetupPanel
from explorer.kernels.finding import find, open_file
from explorer.measure.interpreter import OURS
from explorer.measure.pythons import choose, measures

FILE = "import numpy as np\ndef make_args(n): return (np.ones(n),)\ndef one(a): return a.sum()\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    return path


@pytest.fixture
def panel(qtbot, appearance, file):
    found = SetupPanel([find("sum")], 2)
    qtbot.addWidget(found)
    found.resize(300, 900)
    found.show()
    return found


def take(box, row):
    """Choose a row as a click does."""
    box.setCurrentIndex(row)
    box.activated.emit(row)


def test_only_files_of_the_user_have_the_choice(panel, file):
    assert not panel.own.python.isVisible()
    panel.choose(open_file(file))
    assert panel.own.python.isVisible()
    assert panel.own.python.box.currentText() == python_field.THIS


def test_another_one_is_looked_at_and_measures_from_then_on(
    qtbot, panel, file, other_python, monkeypatch
):
    panel.choose(open_file(file))
    field = panel.own.python
    monkeypatch.setattr(
        python_field.QFileDialog, "getOpenFileName", lambda *given: (str(other_python), "")
    )
    with qtbot.waitSignal(field.changed):
        take(field.box, field.box.count() - 1)
        assert field.note == "Looking whether it has Numba …"
    assert (field.note, field.box.currentData()) == ("", str(other_python))
    assert panel.placement.interpreter.program == str(other_python)
    assert f"{other_python} was chosen to measure it" in panel.more.place.note.text()
    take(field.box, 0)
    assert measures(file) == panel.placement.interpreter == OURS


def test_one_that_cannot_measure_is_said_and_not_taken(qtbot, panel, file, monkeypatch):
    panel.choose(open_file(file))
    field = panel.own.python
    monkeypatch.setattr(python_field.QFileDialog, "getOpenFileName", lambda *_: ("/nowhere", ""))
    take(field.box, field.box.count() - 1)
    qtbot.waitUntil(lambda: bool(field.error))
    assert field.error.startswith("“/nowhere” is no Python")
    assert field.box.currentText() == python_field.THIS


def test_nothing_is_run_with_one_that_is_gone(panel, file, other_python, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(other_python.parents[1])
    choose(file, link)
    link.unlink()
    panel.choose(open_file(file))
    assert panel.plan is None
    assert "is gone" in panel.problem
    assert "is gone" in panel.own.python.error
