"""The page of a kernel: what it asks, what it teaches, its variants, and what Run will do."""

import html
import re

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from explorer.desktop.look import theme
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import NONE, in_column
from explorer.desktop.look.said import say
from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel, Variant
from explorer.shipped import resource

_WIDEST = 680  # pixels: beyond about 90 letters a line is hard to follow
_EDGE = 24
EXAMPLES = {
    "tutorial.py": "a tutorial’s listing",
    "smooth.py": "plain loops with a helper",
    "refused.py": "one that Numba refuses",
}
"""Files among the shipped examples, and what they are."""


class LessonPage(QWidget):
    """Shows a kernel as text that can be selected and read aloud.

    `file_wanted` carries the path of an example to open; empty for a file to be chosen.
    """

    file_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._kernel: Kernel | None = None
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        self.text.setAccessibleName("Lesson")
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.forecast = Label(wraps=True)
        self.forecast.setIndent(0)
        self.forecast.setProperty("role", "forecast")
        say(self.forecast, "What Run will do", "")
        in_column((self.text, 1), self.forecast, of=self, spacing=0, margins=NONE)

    def show_kernel(self, kernel: Kernel) -> None:
        """Show a kernel's page from the top."""
        if kernel != self._kernel:
            self._kernel = kernel
            self._write()

    def show_forecast(self, sentence: str) -> None:
        """Say what Run will do."""
        say(self.forecast, "What Run will do", sentence)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines short enough to read."""
        super().resizeEvent(event)
        side = max(_EDGE, (self.width() - _WIDEST) // 2)
        self.text.document().setDocumentMargin(0)
        self.text.setViewportMargins(side, 3 * 8, side, 0)
        self.forecast.setContentsMargins(side, 16, side, 24)

    def _on_link(self, url: QUrl) -> None:
        name = url.path()
        self.file_wanted.emit(str(resource(f"examples/{name}")) if name else "")

    def _write(self) -> None:
        if self._kernel is not None:
            self.text.setHtml(page(self._kernel, theme.theme_of(QGuiApplication.palette())))


def page(kernel: Kernel, colours: theme.Theme) -> str:
    """Return a kernel's page as HTML."""
    headline = theme.font("headline").pixelSize()
    small = theme.font("small").pixelSize()
    roster = kernel.variant_names
    rows = "".join(_row(variant, roster, colours, small) for variant in kernel.variants)
    question = _marked(kernel.question)
    line = round(theme.font().pixelSize() * 1.6)
    style = f"margin-top:0; margin-bottom:12px; -qt-line-height-type:fixed; line-height:{line}px"
    texts = [*kernel.lesson.split("\n\n"), *kernel.remarks]
    paragraphs = "".join(f'<p style="{style}">{_marked(text)}</p>' for text in texts if text)
    return f"""
<p style="font-size:{headline}px; font-weight:600; margin-top:0; margin-bottom:4px">
{html.escape(kernel.title)}</p>
<p style="color:{colours.faint}; margin-top:0; margin-bottom:16px">{question}</p>
{paragraphs}
<table cellspacing="0" cellpadding="0" width="100%" style="margin-top:16px">{rows}</table>
{_invitation(kernel, colours)}
"""


def _invitation(kernel: Kernel, colours: theme.Theme) -> str:
    """Say how to measure a function of one's own, with examples to try it on."""
    if not is_from_catalogue(kernel):
        return ""
    examples = " · ".join(
        f'<a style="text-decoration:none" href="example:{name}">{words}</a>'
        for name, words in EXAMPLES.items()
    )
    return f"""
<p style="margin-top:24px; margin-bottom:2px; font-weight:600">Your own function</p>
<p style="margin-top:0; margin-bottom:4px"><a style="text-decoration:none" href="open:">Open a
Python file</a>, or drop it on the window: its functions are listed without running it, and their
options become variants.</p>
<p style="margin-top:0; color:{colours.faint}">Examples to try: {examples}</p>
"""


def _row(variant: Variant, roster: tuple[str, ...], colours: theme.Theme, small: int) -> str:
    colour = theme.color(colours, roster, variant.name, 1.0).name()
    decorators = "".join(
        f'<br><code style="color:{colours.faint}; font-size:{small}px">@{html.escape(text)}</code>'
        for text in variant.decorators
    )
    mark = "<b>Wrong on purpose.</b> " if variant.wrong_on_purpose else ""
    return (
        f'<tr><td width="20" style="color:{colour}">●</td>'
        f'<td style="padding-right:16px; padding-bottom:6px"><nobr>{html.escape(variant.name)}'
        f'</nobr></td><td style="padding-bottom:6px">{mark}{_marked(variant.summary)}'
        f"{decorators}</td></tr>"
    )


def _marked(text: str) -> str:
    """Escape a text and set what stands in `grave accents` as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
