"""Lines end where a reader would end them."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from explorer.desktop.look.label import Label, Line, apart, together


@pytest.mark.parametrize(
    "text",
    [
        "369 µs",
        "2 threads",
        "93 %",
        "n = 10,000",
        "points ≈ 190,000",
        "12 GB/s",
        "7.8 KiB",
        "1 s",
        "one  · ",
        "◯ overtakes",
    ],
)
def test_a_figure_stays_with_its_unit_and_a_name_with_its_number(text):
    assert " " not in together(text).rstrip()
    assert apart(together(text)) == text


@pytest.mark.parametrize("unit", ["30.5 GB/s", "6.48 Gflop/s", "2 Gflops/s"])
def test_a_unit_is_not_broken_at_its_slash(unit):
    assert together(unit).endswith("/\N{WORD JOINER}s")
    assert apart(together(unit)) == unit


def test_between_words_a_line_may_end():
    text = "at 4 sizes it is faster = better, 3 of 5 points"
    assert together(text) == text


def test_what_is_copied_from_a_label_has_plain_spaces(qtbot):
    label = Label("takes 369 µs")
    qtbot.addWidget(label)
    assert label.text() == "takes 369 µs"
    label.setText("at n = 10")
    assert label.text() == "at n = 10"
    assert super(Label, label).text() == together("at n = 10")


def test_a_line_leaves_out_whole_parts(qtbot):
    line = Line(["Example CPU", "2 cores", "Numba 0.68.1", "Python 3.11.7"])
    window = QWidget()  # its own size is the window manager's
    line.setParent(window)
    qtbot.addWidget(window)
    window.show()
    seen = set()
    for width in range(400, 150, -10):
        line.resize(width, 20)
        QApplication.processEvents()
        seen.add(line.text())
    assert line.whole in seen
    assert "Example CPU  ·  2 cores  ·  …" in seen
    assert all(text == line.whole or text.endswith("  ·  …") for text in seen)
    assert line.toolTip() == line.whole
