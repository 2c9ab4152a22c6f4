"""The page that says why the selected point takes as long as it does."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QCursor, QGuiApplication, QTextCharFormat
from PySide6.QtWidgets import QTextBrowser, QToolTip

from explorer.desktop.asked.asking import AskingPage
from explorer.desktop.asked.told import COPY, FOLD, UNFOLDED, VARIANT, Looks, as_html
from explorer.desktop.look import theme
from explorer.desktop.look.ask_head import AskHead
from explorer.desktop.own_program import naming
from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Point
from explorer.results import wording
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.words.advice import choice_at
from explorer.results.words.known import of_a_call
from explorer.why.facts import Why

EXPLAINED = (
    "Ask about this point, or select another one. The variant is run again in processes of its "
    "own: sampled line by line, its loops counted, changes tried beside it. That takes some "
    "seconds; nothing is measured for a run meanwhile."
)
MOST = 16
"""Answers that are kept, to be shown again at once."""


@dataclass(frozen=True)
class Asked:
    """One question: the variant of a kernel at one size, with so many threads and of one dtype."""

    kernel: Kernel
    point: Point
    dtype: str

    @property
    def key(self) -> str:
        """What the answer follows from."""
        kernel = self.kernel
        given = sorted((kernel.arguments or {}).items())
        return repr(
            (kernel.sha256, str(kernel.path), kernel.function, given, self.point, self.dtype)
        )


@dataclass(frozen=True)
class Wanted:
    """A change of a variant that helped, and the function as it is changed."""

    variant: str
    change: str
    source: str


class WhyPage(AskingPage):
    """Why the selected point takes as long as it does.

    `variant_wanted` carries a change that is to become a variant of the run.
    """

    at_work = "It is being found out what limits a point."
    variant_wanted = Signal(object)

    def __init__(self, shown: Shown) -> None:
        super().__init__(shown, AskHead("Ask &Why", "Find out what limits the selected point"))
        self._asked: Asked | None = None
        self._so_far: Why | None = None
        """What is known of it before it is all known."""
        self.program.heard.connect(self._on_heard)
        self._known: dict[str, Why] = {}
        self._along: list[Asked] = []
        self._unfolded = UNFOLDED
        self._told_about = ""
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        self.text.setAccessibleName("What limits the selected point")
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(0)  # below its title
        self.column.setContentsMargins(16, 12, 12, 8)
        self.column.addWidget(self.text, 1)
        shown.point_changed.connect(self.update_text)
        shown.answers_changed.connect(self.update_text)

    def _show(self) -> None:
        asked = self._wanted()
        known = self._answer(asked)
        early = self._so_far if known is None and asked == self._asked and self.running else None
        self._head.show_state(
            self.running,
            waits_for=self._waits_for,
            possible=asked is not None,
            known=known is not None,
        )
        self.title.setText("Why?" if asked is None else f"Why {self._named(asked)}?")
        if known is not None and asked is not None:
            self._tell(as_html(known, asked.kernel, _looks(), self._unfolded), asked)
        elif early is not None and asked is not None:
            self._tell(as_html(early, asked.kernel, _looks(), self._unfolded, self._doing()), asked)
        elif self.running and asked is not None:
            doing = self._doing() if asked == self._asked else self._doing_other(asked)
            self._say("\n\n".join([doing, *self._from_run()]))
        else:
            about = None if asked is None else asked.key
            self._say(self._why_not(about) or self._cannot_be_asked() or EXPLAINED)

    def _doing(self) -> str:
        more = f" {len(self._along)} more to come." if self._along else ""
        return f"Looking, counting, trying …{more}"

    def _doing_other(self, asked: Asked) -> str:
        """Say what is being found out while another point is in sight."""
        other = self._asked
        here = other is not None and self._is_of_shown(other)
        what = self._named(other) if other is not None and here else "a point of another run"
        after = "This one comes" if asked in self._along else "This one can be asked about"
        return f"It is being found out what limits {what}. {after} after that."

    def _tell(self, text: str, about: Asked) -> None:
        """Show rich text; more about the same point leaves it as it is scrolled."""
        if text != self.text.property("told"):
            at = self.text.verticalScrollBar().value() if self._told_about == about.key else 0
            self._told_about = about.key
            self.text.setProperty("told", text)
            self.text.setHtml(text)
            self.text.verticalScrollBar().setValue(at)

    @Slot()
    def begin(self) -> None:
        """Ask about the selected point, unless it is known or being found out."""
        asked = self._wanted()
        if asked is None or self._answer(asked) or self._must_wait:
            pass
        elif not self.running:
            self._begin(asked, ())
        elif asked not in (self._asked, *self._along):
            self._along.append(asked)
        self.update_text()

    def begin_along(self, points: Iterable[Point]) -> None:
        """Ask about several points, one after the other, those that are known left out."""
        run, kernel = self._shown.run, self._shown.kernel
        if run is None or kernel is None or self._must_wait:
            return
        asked = [Asked(kernel, p, run.plan.dtype) for p in points if not self._refused(kernel, p)]
        known = (self._asked, *self._along)
        self._along += [one for one in asked if self._answer(one) is None and one not in known]
        if not self.running:
            self._next()
        self.update_text()

    @property
    def _must_wait(self) -> bool:
        """Whether something else is done; what is asked here already is only gone on with."""
        return bool(self._waits_for) and not self.running

    def _next(self) -> None:
        if self._along and self._is_of_shown(self._along[0]):
            self._begin(self._along.pop(0), ())
        else:
            self._along.clear()

    @Slot()
    def _on_ask(self) -> None:
        """Ask, also about what is known already."""
        asked = self._wanted()
        if asked is not None and self._answer(asked) is not None:
            self._known.pop(asked.key, None)
            self._begin(asked, ("--anew",))
        else:
            self.begin()

    def _begin(self, asked: Asked, more: Sequence[str]) -> None:
        self._asked, self._so_far, self._trouble = asked, None, ""
        self.program.begin([*_words(asked), *more])
        self.update_text()

    @Slot()
    def end(self) -> None:
        """Give it up, and what was to come; it is over when this returns."""
        self._along.clear()
        self._asked = None
        super().end()

    @Slot(QUrl)
    def _on_link(self, address: QUrl) -> None:
        """Copy what a change makes of the function, have it made a variant, or fold a part."""
        what, _, number = address.toString().partition(":")
        if what == FOLD:
            self._unfolded ^= {number}
            self.update_text()
            return
        asked = self._wanted()
        known = self._answer(asked)
        if asked is None or known is None or not known.advice or not number.isdecimal():
            return
        advice = known.advice[int(number)]
        if what == COPY:
            QGuiApplication.clipboard().setText(advice.source)
            QToolTip.showText(QCursor.pos(), "On the clipboard", self.text)
        elif what == VARIANT and not self._waits_for:
            self.variant_wanted.emit(Wanted(asked.point.variant, advice.change, advice.source))

    def _answer(self, asked: Asked | None) -> Why | None:
        """What was found out about a point, just now or before."""
        if asked is None or (self.running and self._asked == asked):
            return None
        return self._known.get(asked.key) or self._shown.answers.get(asked.point)

    def _is_of_shown(self, asked: Asked) -> bool:
        run = self._shown.run
        same = run is not None and asked.dtype == run.plan.dtype
        return same and self._shown.kernel == asked.kernel

    def _wanted(self) -> Asked | None:
        """The selected point of a run whose kernel is at hand and may have compiled code."""
        run, kernel, point = self._shown.run, self._shown.kernel, self._point()
        if run is None or kernel is None or point is None or self._refused(kernel, point):
            return None
        return Asked(kernel, point, run.plan.dtype)

    def _point(self) -> Point | None:
        """The selected point, else the one at the largest size that the answer recommends."""
        run = self._shown.run
        if run is None or self._shown.point is not None:
            return self._shown.point
        subject = Subject(run)
        size = subject.sizes[-1] if subject.sizes else 0
        choice = choice_at(facts(subject), size)
        return Point(choice[0], size, choice[1]) if choice is not None else None

    def _cannot_be_asked(self) -> str:
        """Why the selected point cannot be asked about; empty where none is selected."""
        kernel, point = self._shown.kernel, self._point()
        if point is None:
            return ""
        if kernel is None:
            return "The source of this run is not at hand, so there is nothing to look at."
        return self._refused(kernel, point)

    def _refused(self, kernel: Kernel, point: Point) -> str:
        if point.variant not in kernel.variant_names:
            return f"The source has no {point.variant} any more."
        variant = kernel.variant(point.variant)
        if not variant.compiled and variant.options is None:
            return (
                f"{point.variant} is not compiled by Numba: there is no compiled code to look at."
            )
        return ""

    def _named(self, asked: Asked) -> str:
        run, point = self._shown.run, asked.point
        assert run is not None
        name = wording.series(run, point.variant, point.threads)
        return f"{name} at {wording.at(run, point.size)}"

    def _from_run(self) -> Iterator[str]:
        """What the run itself says of the point, which is there at once."""
        run, point = self._shown.run, self._point()
        record = run.points.get(point) if run is not None and point is not None else None
        if run is not None and record is not None:
            yield from of_a_call(run, record)

    def _say(self, sentence: str) -> None:
        self.text.setProperty("told", "")
        self.text.setCurrentCharFormat(QTextCharFormat())  # else that of a link that was clicked
        self.text.setPlainText(sentence)

    @Slot(bytes)
    def _on_heard(self, line: bytes) -> None:
        with suppress(msgspec.DecodeError):
            self._so_far = msgspec.json.decode(line, type=Why)
            self.update_text()

    @Slot(bytes, str)
    def _on_over(self, answer: bytes, trouble: str) -> None:
        asked, self._asked = self._asked, None
        if asked is not None and not trouble:
            while len(self._known) >= MOST:
                self._known.pop(next(iter(self._known)))
            known = self._known[asked.key] = msgspec.json.decode(_last_line(answer), type=Why)
            if self._is_of_shown(asked):
                self._shown.know({asked.point: known})
        if trouble:
            self._fail(trouble, None if asked is None else asked.key)
        self._next()
        self.update_text()


def _last_line(answer: bytes) -> bytes:
    """The line that holds all; those before it hold what was known then."""
    return answer.strip().rpartition(b"\n")[2]


def _looks() -> Looks:
    colours = theme.theme_of(QGuiApplication.palette())
    return Looks(colours.faint, colours.accent, theme.code_font().family())


def _words(asked: Asked) -> list[str]:
    kernel, point = asked.kernel, asked.point
    words = ["--json", "--follow", "--variant", point.variant, "--size", str(point.size)]
    words += ["--threads", str(point.threads)]
    if asked.dtype in kernel.dtypes:
        words += ["--dtype", asked.dtype]
    return [*naming(kernel, "why"), *words]
