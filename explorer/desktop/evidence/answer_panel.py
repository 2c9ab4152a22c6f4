"""The answer in sentences."""

import html
import re
from collections.abc import Iterator
from time import monotonic

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from explorer.desktop.look.in_turns import InTurns
from explorer.desktop.look.label import Label, breakable
from explorer.desktop.look.laid import NONE, REST, in_column
from explorer.desktop.look.said import announce
from explorer.desktop.look.theme import font, theme_of
from explorer.desktop.shown import Shown
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.record import Run
from explorer.results.words.answer import MEASURING, Answer, answer_parts, is_early

NOTHING = Answer(
    ("The answer appears here, in sentences with figures, as soon as the first points do.",), ()
)
EARLY = Answer((MEASURING,), ())
_DECORATOR = re.compile(r"@[\w.]+(?:\([^()]*\))?")
_HEARD_EVERY_S = 10.0
"""How often at most another answer is read out while it is measured."""


class AnswerPanel(QWidget):
    """What is in sight of the run says so far.

    The first sentence, what to do, stands out; what to beware of stands back.
    """

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._turns, self._is_old = InTurns(self), False
        self._heard, self._heard_at = "", -_HEARD_EVERY_S
        self.apart = Label(role="aside", size="small", wraps=True)
        self.apart.hide()
        self.text = Label(wraps=True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._write(None, None)
        self.text.setMinimumWidth(80)  # or it would not get narrower than its widest sentence asks
        in_column(self.apart, self.text, REST, of=self, margins=NONE)
        shown.text_changed.connect(self.update_text)
        shown.hidden_changed.connect(self.update_text)
        shown.sight_changed.connect(self._follow_sight)

    def changeEvent(self, event: QEvent) -> None:
        """Write it in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update_text()

    def show_apart(self, sentence: str) -> None:
        """Say above the answer that it is not about what is set up now; nothing when it is."""
        if sentence != self.apart.text():
            self.apart.setText(breakable(sentence))
            self.apart.setVisible(bool(sentence))

    def update_text(self) -> None:
        """Write what the run says now; of a growing run bit by bit, as it may take long."""
        run = self._shown.run
        if run is None or run.finished:
            self._turns.do(self._written())
        elif self._turns.is_busy:
            self._is_old = True
        else:
            self._turns.begin(self._written())

    def _follow_sight(self) -> None:
        """Write what is in sight bit by bit: the user zooms on meanwhile."""
        self._turns.begin(self._written())

    def _written(self) -> Iterator[object]:
        self._is_old = True
        while self._is_old:
            run, subject = self._shown.run, self._shown.subject
            self._is_old = False
            if subject is not None:
                yield from facts(subject).drawn()
            self._write(run, subject)

    def _write(self, run: Run | None, subject: Subject | None) -> None:
        found = NOTHING if run is None else EARLY
        if subject is not None and not is_early(subject.run):
            found = answer_parts(subject, self._shown.kernel)
        faint = theme_of(self.palette()).faint
        text = as_html(found, faint, finished=run is not None and bool(run.finished))
        if text != self.text.text():
            self.text.setText(text)
        if run is not None:
            self._read_out(run, found.reasons[0])

    def _read_out(self, run: Run, recommended: str) -> None:
        """Have what to do read out where it is new; of a growing run not at every change."""
        often = monotonic() - self._heard_at < _HEARD_EVERY_S and not run.finished
        if recommended != self._heard and not often:
            self._heard, self._heard_at = recommended, monotonic()
            announce(self.text, recommended)


def as_html(found: Answer, faint: str, *, finished: bool) -> str:
    """Return an answer as paragraphs; of a finished run the first one stands out."""
    sentences = found.reasons + found.caveats
    lead = f"font-size:{font('lead').pixelSize()}px; font-weight:600"
    styles = ["" for _ in found.reasons] + [f"color:{faint}" for _ in found.caveats]
    if finished and len(sentences) > 1:
        styles[0] = lead
    return "".join(map(_paragraph, sentences, styles))


def _paragraph(sentence: str, style: str) -> str:
    """A sentence with decorators set as code."""
    code = f'<code style="font-weight:400; font-size:{font("small").pixelSize()}px">'
    text = _DECORATOR.sub(lambda at: f"{code}{at[0]}</code>", html.escape(sentence))
    return f'<p style="margin-top:0; margin-bottom:10px; {style}">{text}</p>'
