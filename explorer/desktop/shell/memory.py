"""Runs of the history in the window: opened, or shown beside the one in sight."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from explorer.desktop.files.opening import Files
from explorer.desktop.notices.message_bar import Message, MessageBar
from explorer.desktop.running.beside import Beside, can_be_measured, otherwise
from explorer.desktop.running.session import Session
from explorer.desktop.settings import Settings
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.shell.arrivals import Arrivals
from explorer.desktop.shell.tabs import Tabs
from explorer.desktop.shown import Shown
from explorer.history.archive import HistoryError
from explorer.history.comparable import baselines
from explorer.history.entry import Entry, id_of
from explorer.measure.otherwise import LEFT_OPEN
from explorer.results.record import Run

if TYPE_CHECKING:
    from explorer.desktop.history.page import HistoryPage
    from explorer.kernels.kernel import Kernel

_OTHERWISE = {"layer": "the threading layer", "binding": "threads placed"}
_NOTHING_BESIDE = (
    "It takes a run, and beside it one of the same function as it was, or another threading layer "
    "or placement of threads in the setup."
)
_LAST = "history/last"
"""Id and title of the run that was looked at last."""


class Memory(QObject):
    """Does what the history's page asks for, and shows there what was measured."""

    def __init__(
        self,
        shown: Shown,
        arrivals: Arrivals,
        files: Files,
        tabs: Tabs,
        messages: MessageBar,
        session: Session,
        setup: SetupPanel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._setup = setup
        self._shown, self._tabs, self._messages = shown, tabs, messages
        self._arrivals, self._files = arrivals, files
        self._session = session
        self._told: Message | None = None
        self._last: Message | None = None
        self._beside_of: tuple[Kernel, str] | None = None
        arrivals.arrived.connect(self.forget_last)
        self.beside = Beside(self)
        self.beside.over.connect(self._on_beside)
        self.beside.trouble.connect(messages.warn)
        self.beside.changed.connect(self._on_changed)
        session.finished.connect(self._on_finished)

    def remember(self, settings: Settings) -> None:
        """Write which run is looked at."""
        run = self._shown.to_save()
        settings.write(_LAST, [id_of(run), run.plan.kernel.heading] if run is not None else [])

    def restore(self, settings: Settings) -> None:
        """Offer the run that was looked at last, until another is."""
        last: list[Any] = settings.read(_LAST, [])
        if len(last) == 2 and all(isinstance(part, str) for part in last):
            self._offer_last(*last)

    def _offer_last(self, id: str, title: str) -> None:
        self._last = self._messages.say(
            f"A run of “{title}” was looked at last.",
            ("Show It Again", partial(self._show_last, id, title)),
        )

    def _show_last(self, id: str, title: str) -> None:
        def show(run: Run) -> None:
            if not self._arrivals.show_run(run):
                self._offer_last(id, title)

        try:
            entry = self._tabs.history.archive.get(id)
        except HistoryError as error:
            self._messages.warn(str(error))
        else:
            self._read(show, entry)

    @Slot()
    def forget_last(self) -> None:
        """Offer the run that was looked at last no more."""
        self._messages.put_away(self._last)
        self._last = None

    def serve(self, page: HistoryPage) -> None:
        """Do what the page asks for."""
        page.opened.connect(self.show)
        page.compared.connect(partial(self._read, self._compare))
        page.followed.connect(partial(self._read, self._follow))
        page.trouble.connect(self._messages.warn)

    @Slot(object)
    def show(self, entry: Entry) -> None:
        """Show a kept run."""
        self._read(self._arrivals.show_run, entry)

    def _read(self, take: Callable[[Run], object], entry: Entry) -> None:
        self._files.unpack(self._tabs.history.archive, entry, take)

    @Slot(object)
    def _on_finished(self, run: Run) -> None:
        """Show a new run beside the one that its user pinned by a name.

        What its user opens meanwhile goes on being read, and is shown instead.
        """
        self._tabs.history.refresh()
        new = run.finished and not run.continued  # of one that goes on its user has chosen
        free = not self._shown.others and not self._files.under_way
        if run is self._shown.run and new and free:
            with suppress(HistoryError):
                archive, own = self._tabs.history.archive, id_of(run)
                found = (e for e in baselines(archive, run.plan.kernel) if e.id != own)
                if (entry := next(found, None)) is not None:
                    which = f"“{entry.name}” is"
                    self._read(partial(self._show_pinned, run.created, which), entry)

    @property
    def otherwise(self) -> dict[str, Any]:
        """By which options threads are set up otherwise than in the shown run; none while busy."""
        shown = self._shown
        if self.beside.waits_for or self._setup.placement.host:
            return {}
        return otherwise(shown.to_save(), shown.kernel, self._setup.plan)

    @property
    def why_not_beside(self) -> str:
        """Why the shown run cannot be measured by turns with an earlier source, or otherwise."""
        shown = self._shown
        if self.beside.waits_for or self.otherwise:
            return self.beside.waits_for
        possible = can_be_measured(shown.to_save(), shown.kernel, shown.others)
        return "" if possible else _NOTHING_BESIDE

    @Slot()
    def measure_beside(self) -> None:
        """Measure by turns: with the threads of the run and those set up, else as it was before."""
        run, kernel, wanted = self._shown.to_save(), self._shown.kernel, self.otherwise
        if self.why_not_beside or run is None or kernel is None:
            return
        self._beside_of = kernel, run.created
        what = (f"{_OTHERWISE[name]} {value or LEFT_OPEN}" for name, value in wanted.items())
        both = f"as in this run and with {' and '.join(what)}"
        self._told = self._messages.say(
            f"Measuring {both if wanted else 'the earlier source and today’s'}, by turns, in "
            "several processes each …",
            ("Give Up", self.beside.end),
            under_way=True,
        )
        if wanted:
            self.beside.begin_otherwise(run, kernel, wanted)
        else:
            self.beside.begin(run, kernel, self._shown.others[0])

    @Slot()
    def _on_changed(self) -> None:
        if not self.beside.running:
            self._messages.put_away(self._told)
            self._told = None

    @Slot(object, object)
    def _on_beside(self, now: Run, before: Run) -> None:
        assert self._beside_of is not None
        kernel, created = self._beside_of
        if self._shown.run is None or self._shown.run.created != created:
            self._messages.say("What was measured by turns is in the history, both sides.")
            return
        self._session.show(now, kernel)
        self._shown.beside((before,))
        self._tabs.turn_to("changes")

    def _follow(self, run: Run) -> None:
        """Show a run, and how the times of its function went."""
        if self._arrivals.show_run(run):
            self._tabs.turn_to("trend")

    def _compare(self, other: Run) -> None:
        run = self._shown.run
        if run is None:
            self._messages.say("Open or measure a run first; then others are shown beside it.")
        elif other.created == run.created:
            self._messages.say("This is the run in sight; choose another one to compare it with.")
        elif other.plan.kernel.name != run.plan.kernel.name:
            self._messages.say(
                f"That run is of “{other.plan.kernel.name}”, the one in sight of "
                f"“{run.plan.kernel.name}”: they have nothing to compare."
            )
        else:
            self._show_beside(other, "The other run is")
            self._tabs.turn_to("changes")

    def _show_beside(self, other: Run, which: str) -> None:
        rest = tuple(one for one in self._shown.others if one.created != other.created)
        self._shown.beside((other, *rest))
        self._messages.say(
            f"{which} dashed in the charts; Changes says what differs.",
            ("Compare with Nothing", self._alone),
        )

    def _show_pinned(self, created: str, which: str, other: Run) -> None:
        """Show what its user pinned beside the run that was over, where that is still in sight."""
        if self._shown.run is not None and self._shown.run.created == created:
            self._show_beside(other, which)

    def _alone(self) -> None:
        self._shown.beside(())
