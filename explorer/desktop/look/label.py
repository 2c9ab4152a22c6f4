"""Labels and tool tips whose text is text, and whose lines end where a reader would end them."""

import html
import re
from collections.abc import Sequence

from PySide6 import QtGui
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.desktop.look.theme import font
from explorer.units import harmless


class Label(QLabel):
    """Qt guesses from a text whether it is markup: a file named `<b>.py` would be drawn as such.

    A figure stays with its unit where lines are broken; what is copied has plain spaces. Its `role`
    and `size` are those of the style sheet and of `theme.font`; one that `wraps` has several lines.
    It may be the name `of` a widget, which its mnemonic leads to, and shows its tool tip.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "",
        size: str = "",
        wraps: bool = False,
        of: QWidget | None = None,
    ) -> None:
        super().__init__(together(text), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        if role:
            self.setProperty("role", role)
        if size:
            self.setFont(font(size))
        if of is not None:
            self.setBuddy(of)
            self.setToolTip(of.toolTip())

    def setText(self, text: str) -> None:
        super().setText(together(text))

    def text(self) -> str:
        """Return the text as it was given."""
        return apart(super().text())


class Line(Label):
    """Parts in one line: where it gets narrow the last ones are left out whole."""

    BETWEEN = "  ·  "

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fit()

    @property
    def whole(self) -> str:
        """All parts."""
        return self.BETWEEN.join(self._parts)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        metrics, shown = self.fontMetrics(), self.whole
        for many in range(len(self._parts) - 1, 0, -1):
            if metrics.horizontalAdvance(shown) <= self.width():
                break
            shown = self.BETWEEN.join((*self._parts[:many], "…"))
        self.setToolTip("" if shown == self.whole else tip(self.whole))
        self.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideRight, self.width()))


class Note(Label):
    """A remark about what stands above it, small and over several lines; or what is wrong there."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent, role="note", size="small", wraps=True)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a text, in the colour of what is wrong where it says that."""
        self.setText(text)
        if wrong != bool(self.property("wrong")):
            self.setProperty("wrong", wrong)
            self.style().polish(self)  # the style sheet looks at it


_PARTS = re.compile(
    r"(?<=\d) (?=(?:[nµm]?s|[KMGT]?i?B|[KMGT]?B/s|G?flops?(?:/s)?|[MG]Hz|threads?|cores?)\b|%)"
    r"|(?<=\S) (?=[=≈] \d)|(?<=\S [=≈]) (?=\d)| (?= ?·)|(?<=[○◯✕▲▼]) (?=\w)"
)
_IN_UNIT = re.compile(r"(?:(?<=B/)|(?<=flop/)|(?<=flops/))(?=s\b)")


def together(text: str) -> str:
    """Return a text that is not broken there, nor before a separating dot, nor within a unit."""
    return _IN_UNIT.sub(_JOINED, _PARTS.sub("\N{NO-BREAK SPACE}", text))


def apart(text: str) -> str:
    """Return the text as it came, with its plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace(_HERE, "").replace(_JOINED, "")


_HERE, _JOINED = "\N{ZERO WIDTH SPACE}", "\N{WORD JOINER}"


def breakable(text: str) -> str:
    """Return a text whose names may be broken within, for where it is not copied from."""
    return re.sub(r"(?<=[^\W\d][_.])(?=\w)", _HERE, text)


LONGEST = 90
"""Letters of a line that is shown as one."""


def tip(text: str) -> str:
    """Return what shows as this text: Qt guesses from a tool tip whether it is markup.

    Only markup is broken into lines, so a long text is made some.
    """
    text = harmless(text)
    long = max(map(len, text.split("\n"))) > LONGEST
    if not long and not QtGui.Qt.mightBeRichText(text):
        return text
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<span>{lines}</span>"
