"""Whose turn it is: whatever is timed or counted has the machine for itself."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from explorer.desktop.look.allowing import MEASURING
from explorer.desktop.running.session import IDLE, Session

CLOSING = "The window is being closed."


class Member(Protocol):
    """Something beside a run that uses the machine when its user asks for it."""

    @property
    def doing(self) -> str:
        """What others wait for, as a sentence; empty where it does nothing, or gives way."""

    def wait_for(self, what: str) -> None:
        """Begin nothing while this is done, and say so; where it is empty nothing is done."""

    def end(self) -> None:
        """Give up what is being done; it is over when this returns."""


class Turns(QObject):
    """A run ends all its members; of these none begins while another one is at work.

    It is the first to hear of the session: all is over before anybody else knows of a run.
    `changed` says that a member began or is over; of runs the session tells.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._members: list[Member] = []
        self.taken = ""
        """What is done with the machine now; empty where anything may begin."""
        session.state_changed.connect(self._look)

    def join(self, member: Member, changed: SignalInstance | None = None) -> None:
        """Take turns with a member; `changed` comes whenever it began or ended something.

        None is for one that always gives way.
        """
        self._members.append(member)
        if changed is not None:
            changed.connect(self._look)
        member.wait_for(self.taken)

    def close(self) -> None:
        """Have all members give up what they do, and begin nothing any more."""
        self.taken = CLOSING
        self._give_up()

    @Slot()
    def _look(self) -> None:
        before, self.taken = self.taken, self._done_now()
        if self.taken == before:
            return
        if self.taken == MEASURING:
            self._give_up()
        for member in self._members:
            member.wait_for(self.taken)
        if MEASURING not in (before, self.taken):
            self.changed.emit()

    def _give_up(self) -> None:
        for member in self._members:
            member.end()

    def _done_now(self) -> str:
        if self.taken == CLOSING:
            return CLOSING
        if self._session.state != IDLE:
            return MEASURING
        return next(filter(None, (member.doing for member in self._members)), "")
