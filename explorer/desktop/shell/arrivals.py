"""What comes from outside: a run or a kernel that was opened is shown, and the setup follows it."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from explorer.desktop.notices.message_bar import Message, MessageBar
from explorer.desktop.running.session import IDLE, Session
from explorer.desktop.setup.panel import Kept, SetupPanel
from explorer.desktop.setup.undoing import Undoing
from explorer.desktop.shell.tabs import Tabs
from explorer.desktop.shown import Shown
from explorer.kernels.finding import catalogue
from explorer.kernels.folder import Folder
from explorer.kernels.kernel import Kernel
from explorer.results.record import Run
from explorer.results.wording import kernel_of

TOLD = 3
"""Files that cannot be read of which it is told why."""


class Arrivals(QObject):
    """Shows what was opened; `arrived` carries each run that is shown."""

    arrived = Signal(object)

    def __init__(
        self,
        session: Session,
        setup: SetupPanel,
        undoing: Undoing,
        tabs: Tabs,
        messages: MessageBar,
        shown: Shown,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._own: Kept | None = None
        self._filled: Kept | None = None
        self._told: Message | None = None
        self._session, self._setup, self._undoing = session, setup, undoing
        self._tabs, self._messages = tabs, messages

    @Slot(object)
    def show_run(self, run: Run) -> bool:
        """Show a run from a file and fill the setup with its plan; return whether that worked."""
        if self._session.state != IDLE:
            self._messages.warn("A run is under way; stop it to open another one.")
            return False
        self._messages.put_remarks_away()
        measured = kernel_of(run)
        kernel = measured or _of_that_name(run)
        if kernel is not None:
            self._fill(run, kernel)
        else:
            self._messages.say(
                f"The kernel “{run.plan.kernel.name}” of this run does not ship with the program; "
                "the setup was left as it was."
            )
        self._session.show(run, measured)
        self.arrived.emit(run)
        self._tabs.turn_to_charts()
        return True

    @property
    def own_setup(self) -> Kept:
        """The setup that its user made: not that of a run that was only looked at."""
        now = self._setup.kept
        return self._own if self._own is not None and now == self._filled else now

    def settle(self) -> None:
        """Take the setup for the user's own: it is measured."""
        self._own = self._filled = None
        self._messages.put_away(self._told)

    def _fill(self, run: Run, kernel: Kernel) -> None:
        """Set up what was measured, so that Run measures it again; say how to come back.

        Nothing is said where nothing was set up by hand.
        """
        by_hand = self._undoing.can_undo
        self._own = self.own_setup
        self._setup.fill(run.plan, kernel)
        self._filled = self._setup.kept
        self._messages.put_away(self._told)
        self._told = None
        if by_hand and self._own != self._filled:
            self._told = self._messages.say(
                "The setup is that of this run now.", ("Bring Mine Back", self._bring_back)
            )

    def _bring_back(self) -> None:
        if self._own is not None:
            self._setup.go_to(self._own)

    @Slot(object, object)
    def show_measured(self, kernel: Kernel, run: Run | None) -> None:
        """Choose a kernel of a suite, and show the run that is kept of it, where there is one."""
        if run is None:
            self.show_kernel(kernel)
        elif self._session.state != IDLE:
            self._messages.warn("A run is under way; stop it to open another one.")
        else:
            self._fill(run, kernel)
            self._session.show(run, kernel)
            self.arrived.emit(run)
            self._tabs.turn_to_charts()

    @Slot(object)
    def show_folder(self, folder: Folder) -> None:
        """List the kernels of a folder, and show them as one table."""
        self._setup.kernels.add(folder.kernels)
        self._setup.choose(folder.kernels[0])
        self._shown.show_folder(folder)
        self._tabs.turn_to("suite")
        if folder.failed:
            self._messages.say(_left_out(folder.failed))

    @Slot(object)
    def show_kernel(self, kernel: Kernel) -> None:
        """Choose a kernel from a file, and show its page."""
        self._messages.put_remarks_away()
        self.settle()
        self._setup.choose(kernel)
        self._tabs.turn_to("lesson")


def _left_out(failed: Mapping[str, str]) -> str:
    """Say which files of a folder could not be read, and of the first ones why."""
    first = [f"{name}: {why}" for name, why in failed.items()][:TOLD]
    more = [*failed][TOLD:]
    return " ".join([*first, f"Nor can these be read: {', '.join(more)}."] if more else first)


def _of_that_name(run: Run) -> Kernel | None:
    """The catalogue's kernel of that name, in whatever version."""
    ref = run.plan.kernel
    return next((k for k in catalogue() if ref.file is None and k.name == ref.name), None)
