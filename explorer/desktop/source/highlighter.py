"""Python in three quiet colours: words of the language, texts, and what is beside the point."""

import keyword
import re

from PySide6.QtCore import QTimer, Slot
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
_LATER = -2
"""The state of a line that has no colours yet."""
AT_ONCE = 1000
"""Lines that are coloured in one go, about 15 ms; the window answers before the next ones."""


class Highlighter(QSyntaxHighlighter):
    """Colours a document, a long one bit by bit.

    A line's state tells which long text it ends in.
    """

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._reach = AT_ONCE
        self._going_on = QTimer(self, singleShot=True)
        self._going_on.timeout.connect(self._go_on)
        self.set_theme(theme)

    def begin(self) -> None:
        """Expect another text, of which the first lines are coloured at once."""
        self._reach = AT_ONCE
        self._going_on.stop()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme from now on."""
        self._formats = {
            "word": _ink(theme.accent),
            "text": _ink(theme.series[3]),
            "decorator": _ink(theme.series[5]),
            "comment": _ink(theme.faint),
        }
        self.begin()
        self.rehighlight()

    @Slot()
    def _go_on(self) -> None:
        first = self.document().findBlockByNumber(self._reach)
        self._reach += AT_ONCE
        self.rehighlightBlock(first)  # and those after it, whose states change

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        start = 0
        if self.currentBlock().blockNumber() >= self._reach:
            self.setCurrentBlockState(_LATER)
            self._going_on.start()
            return
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
