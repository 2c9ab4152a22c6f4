"""What the arguments are: where each comes from, tried as it is written."""

import numpy as np
import pytest
from own_hands import arguments
from PySide6.QtCore import Qt
from shiboken6 import isValid

from explorer.desktop.look.theme import code_font


@pytest.fixture
def ask(opened):
    """The dialog of the function that is set up."""
    asked = []

    def make(path=None):
        if path is not None:
            opened.files.open(path)
        asked.append(opened.setup.own.ask())
        return asked[-1]

    yield make
    for dialog in filter(isValid, asked):
        dialog.reject()


def test_a_guess_that_does_not_fit_is_named_and_another_found(qtbot, opened, ask, tmp_path):
    path = tmp_path / "rows.py"
    path.write_text(
        "import numpy as np\ndef f(p, k=3):\n    d = p[0] - p[1]\n"
        "    return (d * d).sum() * np.ones(k) + d\n",
        encoding="utf-8",
    )
    dialog = ask(path)
    assert dialog.origins["p"].text() == "From: how it is used"
    assert dialog.origins["k"].text() == "From: its default"
    qtbot.waitUntil(lambda: "broadcast" in dialog.verdict.text())
    assert dialog.verdict.text().endswith("in line 4.")
    assert dialog.origins["p"].text() == "What fails depends on this."
    dialog.find_button.click()
    qtbot.waitUntil(lambda: dialog.verdict.text() == "It can be called with these.")
    assert dialog.arguments() == {"p": "rng.random((n, 3))", "k": "3"}
    assert dialog.origins["p"].text() == "From: found by trying"
    dialog.use_button.click()
    assert arguments(opened) == {"p": "rng.random((n, 3))", "k": "3"}
    assert opened.setup.kernel.arguments == {"p": "rng.random((n, 3))", "k": "3"}


def test_what_is_no_expression_is_not_tried(ask):
    dialog = ask()
    assert dialog.rows["weight"].edit.font().family() == code_font().family()
    dialog.rows["weight"].edit.setText("0.5 +")
    assert dialog.verdict.text().startswith("weight: Not a Python expression")
    assert not dialog.use_button.isEnabled()
    assert dialog.origins["weight"].text() == "From: what you wrote"
    dialog._on_captured(False, None, "It was not called.")
    assert not dialog.use_button.isEnabled()
    dialog.rows["weight"].set_text("0.5")
    dialog.check()
    assert dialog.use_button.isEnabled()
    assert not dialog.find_button.isEnabled()
    dialog._asking.give_up()
    dialog._on_over(None, "It ended with status 9.")
    assert dialog.find_button.isEnabled()


def test_an_argument_is_taken_from_a_file(ask, tmp_path):
    np.save(tmp_path / "grid.npy", np.ones((3, 3)))
    dialog = ask()
    dialog.take_file("grid", tmp_path / "grid.npy")
    assert dialog.arguments()["grid"] == f"np.load({str(tmp_path / 'grid.npy')!r})"
    dialog.take_file("grid", tmp_path / "grid.xlsx")
    assert "arrays can be had from" in dialog.verdict.text()


def test_the_arguments_of_a_scripts_call_are_taken(qtbot, ask, tmp_path):
    path = tmp_path / "lib.py"
    path.write_text("def work(a, k=3):\n    return a[0] * k\n", encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text("import lib\nlib.work([1.5, 2.5], k=9)\n", encoding="utf-8")
    dialog = ask(path)
    dialog.capture(script)
    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("It can"))
    assert dialog.arguments() == {"a": "[1.5, 2.5]", "k": "9"}
    assert dialog.origins["k"].text() == "From: the call in line 2 of “run.py”"
    assert dialog.which_call.isHidden()
    script.write_text("import lib\n", encoding="utf-8")
    dialog.capture(script)
    qtbot.waitUntil(lambda: "had not called work" in dialog.verdict.text())


def test_another_call_of_a_script_is_chosen_by_its_number(qtbot, ask, tmp_path):
    path = tmp_path / "lib.py"
    path.write_text("def work(a, k=3):\n    return a[0] * k\n", encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text("import lib\nlib.work([1.5])\nlib.work([1.5, 2.5])\n", encoding="utf-8")
    dialog = ask(path)
    dialog.capture(script)
    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("It can"))
    assert dialog.arguments()["a"] == "[1.5, 2.5]"
    assert not dialog.which_call.isHidden()
    assert dialog.which_call.number.text() == "2 of 2"
    dialog.which_call.number.selectAll()
    qtbot.keyClicks(dialog.which_call.number, "1")
    qtbot.keyClick(dialog.which_call.number, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog.arguments()["a"] == "[1.5]")
    assert dialog.origins["a"].text() == "From: call 1, in line 2 of “run.py”"
    assert dialog.which_call.number.text() == "1 of 2"
    script.write_text("import lib\nlib.work([1.5])\n", encoding="utf-8")
    dialog.which_call.number.setValue(2)
    qtbot.waitUntil(lambda: dialog.which_call.number.value() == 1)
    assert dialog.arguments()["a"] == "[1.5]"
    dialog.which_call.number.setValue(2)
    dialog.rows["k"].edit.setText("4")
    assert dialog.which_call.number.value() == 1


def test_what_a_script_gave_may_grow_with_n_along_any_axis(qtbot, ask, tmp_path):
    """And so may a number that is such a length."""
    path = tmp_path / "lib.py"
    path.write_text("def work(a, rows):\n    return a[0, 0] * rows\n", encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text(
        "import lib\nimport numpy\nlib.work(numpy.ones((4, 3)), 4)\n", encoding="utf-8"
    )
    dialog = ask(path)
    dialog.capture(script)
    qtbot.waitUntil(lambda: "a" in dialog.growing)
    assert list(dialog.growing) == ["a", "rows"]
    as_given = dialog.arguments()["a"]
    rows, columns = dialog.growing["a"].boxes
    assert columns.text() == "n in place of the 3 of axis 1"
    rows.click()
    scaled = f"np.take({as_given}, np.arange(n) % 4, axis=0)"
    assert dialog.arguments() == {"a": scaled, "rows": "4"}
    columns.click()
    dialog.growing["rows"].boxes[0].click()
    both = f"np.take({scaled}, np.arange(n) % 3, axis=1)"
    assert dialog.arguments() == {"a": both, "rows": "n"}
    assert dialog.origins["a"].text() == "From: the call in line 3 of “run.py”"
    rows.click()
    columns.click()
    assert dialog.arguments()["a"] == as_given
