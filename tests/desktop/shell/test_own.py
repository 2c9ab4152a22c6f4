"""A file of one's own in the window: opened, confirmed and set up."""

from __future__ import annotations

from pathlib import Path

from own_hands import LEFT, arguments, choose_function, press_button, run_once, sentences
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from explorer.desktop.setup.arguments_dialog import ArgumentsDialog
from explorer.kernels.finding import find
from explorer.measure.events import Failed, Measured, Update
from explorer.measure.plan import Point
from explorer.measure.statistics import Sample, estimate
from explorer.shipped import resource

# Opening.


def test_any_python_file_is_opened_and_nothing_of_it_is_run(window, tmp_path):
    assert not window.setup.own.isVisible()  # a kernel of the catalogue has no such fields
    path = tmp_path / "deadly.py"
    path.write_text("raise SystemExit('run!')\ndef f(a):\n    return a[0]\n", encoding="utf-8")
    window.files.open(path)
    assert window.setup.kernel.function == "f"
    assert window.setup.own.isVisible()
    assert "process of its own" in sentences(window)[0]


def test_a_file_does_not_widen_the_setup(qtbot, window, tmp_path):
    width = window.setup.minimumSizeHint().width()
    path = tmp_path / "long.py"
    path.write_text(
        "def f(an_array_with_a_long_name, b):\n    return an_array_with_a_long_name + b\n"
    )
    window.files.open(path)
    qtbot.waitUntil(lambda: window.setup.minimumSizeHint().width() == width)  # once laid out
    assert window.setup.own.arguments.rows["an_array_with_a_long_name"].label.toolTip()


def test_a_function_can_be_named_with_its_file_and_a_dropped_file_is_opened(window, file):
    window.files.open(Path(f"{file}:total"))
    assert window.setup.kernel.function == "total"
    assert window.settings.read("recent", []) == [str(file)]

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    window.dropEvent(
        QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
        )
    )
    assert window.setup.kernel.path == file
    assert window.setup.kernel.function == "smooth"


def test_a_kernel_file_keeps_its_variants_and_offers_its_functions(window, tmp_path):
    path = tmp_path / "kernel.py"
    path.write_text(
        "import numpy as np\ndef make_args(n): return (np.ones(n),)\n"
        "def loop(a):\n    for x in a: pass\ndef whole(a): return a.sum()\n",
        encoding="utf-8",
    )
    window.files.open(path)
    assert window.setup.kernel.variant_names == ("loop", "whole")
    choose_function(window, "loop")
    assert "njit" in window.setup.kernel.variant_names
    assert "make_args(n)" in window.setup.own.function_field.note
    assert not window.setup.own.arguments.isVisible()
    choose_function(window, None)
    assert window.setup.kernel.variant_names == ("loop", "whole")


def test_files_that_cannot_be_measured_are_refused_in_a_sentence(window, tmp_path):
    path, before = tmp_path / "bad.py", window.setup.kernel
    for text, sentence in (
        ("def f(a:\n", "syntax error in line 1"),
        ("x = 3\n", "has no function; write what is to be measured as one"),
        ("\ufeff\x00", "syntax error"),
    ):
        path.write_text(text, encoding="utf-8")
        window.files.open(path)
        assert sentence in sentences(window)[-1]
        assert window.setup.kernel == before


def test_the_lesson_links_to_the_examples(window):
    page = window.tabs.lesson
    assert "Your own function" in page.text.toPlainText()
    page.text.anchorClicked.emit(QUrl("example:smooth.py"))
    assert window.setup.kernel.path == resource("examples/smooth.py")
    assert window.setup.kernel.function == "smooth"


# Its code may run.


def test_what_run_will_do_with_the_code_is_said_once_for_each_content(qtbot, opened, file):
    notice = "Run will run the code of “mine.py”, in a process of its own; until then it is only"
    assert sentences(opened)[0].startswith(notice)
    press_button(qtbot, opened, "Run This File’s Code")
    plan, kernel = opened.session.started[-1]
    assert kernel.path == file
    assert plan.kernel.function == "smooth"
    opened.session.begin()
    opened.session.end()
    assert sentences(opened) == []
    opened.setup.choose(find("sum"))
    opened.files.open(file)
    assert sentences(opened) == []


def test_the_notice_goes_with_the_file_and_pressing_run_confirms_it_too(opened, file):
    opened.setup.choose(find("sum"))
    assert sentences(opened) == []
    opened.files.open(file)
    assert sentences(opened)
    QTest.keySequence(opened, "Ctrl+R")
    assert len(opened.session.started) == 1
    assert sentences(opened) == []


# Arguments.


def test_arguments_are_guessed_and_said_in_words_and_can_be_guessed_again(qtbot, opened):
    assert arguments(opened) == {
        "grid": "rng.random((n, n))",
        "out": "np.zeros((n, n))",
        "weight": "0.25",
    }
    rows = opened.setup.own.arguments.rows
    assert rows["grid"].note.text() == "n × n random numbers"
    assert rows["weight"].box.accessibleName() == "Argument weight"
    assert not opened.setup.own.arguments.guess.isVisible()

    row = opened.setup.own.arguments.rows["grid"]
    row.edit.selectAll()
    QTest.keyClicks(row.edit, "rng.random(")
    assert row.note.text() == "Not a Python expression; write for example rng.random(n)."
    assert opened.setup.plan is None
    assert "grid" in opened.controls.activity.text()
    assert not opened.controls.run.isEnabled()
    QTest.keyClicks(row.edit, "n)")
    assert row.note.text() == "n random numbers"
    assert opened.controls.run.isEnabled()
    row.edit.setText("rng.random((m, m))")
    assert row.note.text().startswith("“m” is not known here; known are n, np, rng")
    assert not opened.controls.run.isEnabled()
    row.edit.setText("rng.rand(n)")
    assert row.note.text() == "rng has no “rand”; did you mean rng.random?"
    field = opened.setup.own.arguments
    assert field.guess.isVisible()
    qtbot.mouseClick(field.guess, LEFT)
    assert arguments(opened)["grid"] == "rng.random((n, n))"
    assert opened.setup.kernel.arguments["grid"] == "rng.random((n, n))"


def test_functions_are_listed_and_each_has_rows_with_presets_that_sizes_follow(opened):
    own = opened.setup.own
    texts = [own.functions.itemText(i) for i in range(own.functions.count())]
    assert texts == ["smooth  (line 4)", "total  (line 10)"]
    assert own.function_field.note == "Replace each inner cell by the mean of its neighbours."
    choose_function(opened, "total")
    assert opened.setup.kernel.function == "total"
    assert own.function_field.note == "Add them up."
    assert arguments(opened) == {"values": "rng.random(n)"}
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [opened]
    assert opened.isActiveWindow()

    row = opened.setup.own.arguments.rows["values"]
    row.box.setCurrentIndex(row.box.findText("n numbers, sorted"))
    row.box.activated.emit(row.box.currentIndex())
    assert row.text() == "np.sort(rng.random(n))"
    assert opened.setup.kernel.arguments == {"values": "np.sort(rng.random(n))"}
    assert opened.setup.plan.kernel.arguments == {"values": "np.sort(rng.random(n))"}

    row.edit.setText("rng.random((n, n)).ravel()")
    assert opened.setup.sizes.text() == "8:512"
    opened.setup.sizes.low.setText("16")
    row.edit.setText("rng.random(n)")
    assert opened.setup.sizes.text() == "16:512"


def test_an_array_is_put_together_by_clicking(qtbot, opened):
    row = opened.setup.own.arguments.rows["grid"]
    popup = row.put_together()
    qtbot.addWidget(popup)
    assert popup.shape.currentText() == "n × n"
    assert not popup.k.isVisible()

    def choose(box, text):
        box.setCurrentIndex(box.findText(text))
        box.activated.emit(box.currentIndex())

    choose(popup.order, "column after column (F)")
    assert row.text() == "np.asfortranarray(rng.random((n, n)))"
    choose(popup.holds, "integers in a range")
    popup.high.setText("256")
    popup.high.textEdited.emit("256")
    choose(popup.dtype, "uint8")
    choose(popup.shape, "n × k")
    assert popup.k.isVisible()
    popup.k.setValue(4)
    made = "np.asfortranarray(rng.integers(0, 256, (n, 4), dtype=np.uint8))"
    assert row.text() == made
    assert row.note.text() == "n × 4 integers from 0 to 255, uint8, by columns"
    assert opened.setup.plan.kernel.arguments["grid"] == made
    popup.close()


def test_any_number_can_be_on_the_axis_instead_of_the_size(opened):
    sweep = opened.setup.own.arguments.sweep
    assert [sweep.itemData(i) for i in range(sweep.count())] == ["n", "weight"]
    sweep.setCurrentIndex(1)
    sweep.activated.emit(1)
    assert arguments(opened) == {
        "grid": "rng.random((100, 100))",
        "out": "np.zeros((100, 100))",
        "weight": "n",
    }
    assert opened.setup.kernel.size_name == "weight"
    assert opened.setup.plan.kernel.size_name == "weight"
    assert opened.setup.sizes.text() == "1:100"
    sweep.setCurrentIndex(0)
    sweep.activated.emit(0)
    assert arguments(opened)["grid"] == "rng.random((n, n))"
    assert opened.setup.kernel.size_name == "n"
    assert opened.setup.sizes.text() == "8:512"


# Variants.


def test_variants_say_what_they_are_and_can_be_copied_as_code_and_prange_is_not_ticked(opened):
    ticked = opened.setup.variants.ticked()
    assert "parallel_prange" not in ticked
    assert {"python", "njit", "fastmath"} <= set(ticked)
    assert "floating-point operations may be reordered" in opened.tabs.lesson.text.toPlainText()

    variants = opened.setup.variants.list
    row = next(i for i in range(variants.count()) if variants.item(i).text() == "fastmath")
    place = variants.visualItemRect(variants.item(row)).center()
    QApplication.sendEvent(
        variants.viewport(),
        QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, variants.viewport().mapToGlobal(place)
        ),
    )
    menu = variants.findChild(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    text = QGuiApplication.clipboard().text()
    assert "@numba.njit(fastmath=True)\ndef smooth(grid, out, weight=0.25):" in text


def test_where_a_function_fails_with_guesses_the_arguments_are_asked_for(qtbot, opened):
    choose_function(opened, "smooth")
    opened.start()
    opened.session.begin("2026-01-02T03:04:05+00:00")
    opened.session.happen(Failed("python", "ValueError: no", 8, 1))
    opened.session.end()
    assert "smooth failed with arguments that were guessed." in sentences(opened)
    press_button(qtbot, opened, "What Are the Arguments?")
    (dialog,) = opened.findChildren(ArgumentsDialog)
    assert list(dialog.arguments()) == ["grid", "out", "weight"]
    dialog.reject()


def test_what_numba_refuses_is_no_fault_of_the_arguments(opened):
    choose_function(opened, "smooth")
    opened.start()
    opened.session.begin("2026-01-02T03:04:05+00:00")
    samples = tuple(Sample(i, 1e-3) for i in range(12))
    update = Update(Point("python", 8, 1), 1, samples, estimate(samples))
    opened.session.happen(Measured(8, (update,)))
    opened.session.happen(Failed("njit", "Numba does not compile this: f-strings.", 8, 1, line=23))
    opened.session.end()
    said = sentences(opened)
    assert not any("guessed" in sentence for sentence in said)
    assert (
        "Only python could be measured, as njit failed in line 23: "
        "Numba does not compile this: f-strings." in said
    )


def test_where_it_does_not_fail_they_are_not(opened):
    opened.start()
    run_once(opened, "2026-01-02T03:04:05+00:00")
    assert not any("guessed" in sentence for sentence in sentences(opened))
