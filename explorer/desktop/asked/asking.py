"""Pages that ask the program itself, in a process that can be ended, when they are told to."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Slot

from explorer.desktop.look.ask_head import AskHead
from explorer.desktop.look.label import Label, Note
from explorer.desktop.look.laid import in_column
from explorer.desktop.look.page import Page
from explorer.desktop.own_program import OwnProgram
from explorer.desktop.shown import Shown
from explorer.results.asked import elsewhere

NOT_AT_HAND = "The source of this run is not at hand, so nothing can be called."

_ELSEWHERE = "This run was measured on {}; what is asked here is found out on this machine."

Found = TypeVar("Found")


class AskingPage(Page):
    """A title, a button that asks and one that gives it up; below them `column` goes on.

    `asks_here` is whether it is this machine that is asked, whatever the run was measured on;
    `at_work` says to others what is being found out.
    """

    asks_here = True
    at_work = ""

    def __init__(self, shown: Shown, head: AskHead) -> None:
        super().__init__()
        self._shown, self._head = shown, head
        self._waits_for = self._trouble = ""
        self._trouble_about: object = None
        self.title, self.ask, self.stop = head.title, head.ask, head.stop
        self.program = OwnProgram(self)
        self.program.over.connect(self._on_over)
        self.column = in_column(head, of=self, spacing=12, margins=(16, 12, 16, 16))
        self.elsewhere = Note()
        self.elsewhere.hide()
        self.column.addWidget(self.elsewhere)
        self.ask.clicked.connect(self._on_ask)
        self.stop.clicked.connect(self.end)
        shown.run_changed.connect(self.update_text)

    @property
    def running(self) -> bool:
        """Whether something is being found out."""
        return self.program.running

    @property
    def doing(self) -> str:
        """What others wait for."""
        return self.at_work if self.running else ""

    def wait_for(self, what: str) -> None:
        """Let nothing be asked while this is done."""
        self._waits_for = what
        self.update_text()

    def catch_up(self) -> None:
        self.update_text()

    @Slot()
    def update_text(self) -> None:
        """Show what is known, and whether it can be asked for, where this is in sight."""
        if self.isVisible():
            run = self._shown.run
            where = elsewhere(run) if run is not None and self.asks_here else ""
            self.elsewhere.setText(_ELSEWHERE.format(where))
            self.elsewhere.setVisible(bool(where))
            self._show()

    @Slot()
    def end(self) -> None:
        """Give it up; it is over when this returns."""
        self.program.give_up()
        self.update_text()

    def _fail(self, trouble: str, about: object) -> None:
        """Say why nothing came of it, for as long as the same is in sight and not asked again."""
        self._trouble, self._trouble_about = trouble, about
        self.update_text()

    def _why_not(self, about: object) -> str:
        """Why nothing came of asking about this last; empty where that is not so."""
        return self._trouble if not self.running and about == self._trouble_about else ""

    @abstractmethod
    def _show(self) -> None:
        """Show what is known, and whether it can be asked for."""

    @Slot()
    @abstractmethod
    def _on_ask(self) -> None:
        """Ask."""

    @Slot(bytes, str)
    @abstractmethod
    def _on_over(self, answer: bytes, trouble: str) -> None:
        """Take what came of it, or the sentence that says why nothing did."""


class FigurePage(AskingPage, Generic[Found]):
    """Sentences, and what is drawn below them, about what one command finds out.

    `explained` stands there as long as nothing is known.
    """

    def __init__(self, shown: Shown, head: AskHead, explained: str) -> None:
        super().__init__(shown, head)
        self._explained = explained
        self._asked = ""
        self._known: dict[str, Found] = {}
        self.text = Label(wraps=True)

    def take(self, found: Found) -> None:
        """Keep what was found out about what is shown, and show it."""
        self._known[repr(self.words())] = found
        self.update_text()

    @abstractmethod
    def words(self) -> Sequence[str]:
        """The command that asks; nothing where that cannot be done."""

    @abstractmethod
    def _read(self, answer: bytes) -> Found | None:
        """Return what was found out; None where the command said why not instead."""

    @abstractmethod
    def _draw(self, known: Found | None) -> str:
        """Name what is asked about, draw what is known of it, and say that in words."""

    def _known_before(self) -> Found | None:
        """What is known without having asked."""
        return None

    def _show(self) -> None:
        words = self.words()
        known = (self._known.get(repr(words)) if words else None) or self._known_before()
        self._head.show_state(
            self.running,
            waits_for=self._waits_for,
            possible=bool(words),
            known=known is not None,
        )
        said = self._draw(known)
        if self.running:
            same = self._asked == repr(words)
            said = "Calling …" if same else "Something else is being called …"
        elif not said:
            at_hand = self._shown.run is None or self._shown.kernel is not None
            said = self._explained if at_hand else NOT_AT_HAND
        self.text.setText(self._why_not(repr(words)) or said)

    @Slot()
    def _on_ask(self) -> None:
        words = self.words()
        if words and not self._waits_for:
            self._asked, self._trouble = repr(words), ""
            self._begin(words)
            self.update_text()

    @Slot(bytes, str)
    def _on_over(self, answer: bytes, trouble: str) -> None:
        found = self._read(answer)
        if found is None:
            self._fail(trouble, self._asked)
            return
        self._known[self._asked] = found
        self.update_text()

    def _begin(self, words: Sequence[str]) -> None:
        """Begin the command; a page whose answer is a file says where that is to be."""
        self.program.begin(words)
