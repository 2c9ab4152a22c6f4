"""Tool tips show texts as they are."""

import pytest
from PySide6.QtGui import Qt, QTextDocument

from explorer.desktop.look.label import tip


def shown(text):
    """Return what a tool tip with this text shows."""
    if not Qt.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a < b and b > c",
        "<b>bold</b>",
        "one\n<i>two</i>\nthree & &lt;",
        "a &lt; b",
        "&amp;",
        "long " * 30 + "< end",
    ],
)
def test_a_text_is_shown_as_it_is(qapp, text):
    assert shown(tip(text)) == text


def test_control_characters_are_not(qapp):
    assert tip("a\x1b\ud800<b>") == "<span>a��&lt;b&gt;</span>"


def test_a_long_text_is_broken_into_lines(qapp):
    assert Qt.mightBeRichText(tip("word " * 40))
    assert tip("a short one") == "a short one"
