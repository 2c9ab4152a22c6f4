"""Python in three quiet colours: words of the language, texts, and what is beside the point."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from explorer.desktop.look.theme import Theme

_TOKENS = re.compile(
    r"(?P<comment>\#.*)"
    r"|(?P<long>[rbfuRBFU]{0,2}(?:\"\"\"|'''))"
    r"|(?P<text>[rbfuRBFU]{0,2}(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'))"
    r"|(?P<decorator>^\s*@[\w.]+)"
    r"|(?P<word>[A-Za-z_]\w*)"
)
_OUTSIDE, _QUOTES = -1, ("'''", '"""')


class Highlighter(QSyntaxHighlighter):
    """Colours a document; its state tells which long text a line begins in."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme from now on."""
        self._formats = {
            "word": _ink(theme.accent),
            "text": _ink(theme.series[3]),
            "decorator": _ink(theme.series[5]),
            "comment": _ink(theme.faint),
        }
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        start = 0
        if self.previousBlockState() in (0, 1):
            start = self._long_text(text, 0, self.previousBlockState())
        else:
            self.setCurrentBlockState(_OUTSIDE)
        while match := _TOKENS.search(text, start):
            kind, start = str(match.lastgroup), match.end()
            if kind == "long":
                quotes = _QUOTES.index(match[0][-3:])
                self.setFormat(match.start(), len(match[0]), self._formats["text"])
                start = self._long_text(text, match.end(), quotes)
            elif kind != "word" or keyword.iskeyword(match[0]):
                self.setFormat(match.start(), len(match[0]), self._formats[kind])

    def _long_text(self, text: str, start: int, quotes: int) -> int:
        """Colour a long text from there to its end; return where that is."""
        end = text.find(_QUOTES[quotes], start)
        self.setCurrentBlockState(_OUTSIDE if end >= 0 else quotes)
        stop = len(text) if end < 0 else end + 3
        self.setFormat(start, stop - start, self._formats["text"])
        return stop


def _ink(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
