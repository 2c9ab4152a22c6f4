"""What comes from outside: a run or a kernel that was opened is shown, and the setup follows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QDropEvent

from explorer.desktop.files import recent
from explorer.desktop.files.opening import dropped
from explorer.desktop.running.session import IDLE
from explorer.kernels.finding import catalogue
from explorer.kernels.kernel import Kernel
from explorer.results.record import Run
from explorer.results.wording import kernel_of

if TYPE_CHECKING:
    from explorer.desktop.shell.window import MainWindow


class Arrivals(QObject):
    """Follows the window's files."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.files.opened.connect(self._on_opened)
        window.files.kernel_opened.connect(self._on_kernel_opened)
        window.files.listed.connect(self._on_listed)
        window.tabs.lesson.file_wanted.connect(self._on_file_wanted)
        self._on_listed()

    def show_run(self, run: Run) -> bool:
        """Show a run from a file and fill the setup with its plan; return whether that worked."""
        window = self._window
        if window.session.state != IDLE:
            window.messages.warn("A run is under way; stop it to open another one.")
            return False
        kernel = kernel_of(run) or _of_that_name(run)
        if kernel is not None:
            window.setup.fill(run.plan, kernel)
        else:
            window.messages.say(
                f"The kernel “{run.plan.kernel.name}” of this run does not ship with the program; "
                "the setup was left as it was."
            )
        window.session.show(run, kernel_of(run))
        window.controls.show_end(run.finished)
        window.tabs.turn_to_charts()
        return True

    def drop(self, event: QDropEvent) -> None:
        """Open the file that was dropped on the window."""
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._window.files.open(path)

    @Slot(object)
    def _on_opened(self, run: Run) -> None:
        self.show_run(run)

    @Slot(object)
    def _on_kernel_opened(self, kernel: Kernel) -> None:
        self._window.setup.choose(kernel)
        self._window.tabs.turn_to("lesson")

    @Slot(str)
    def _on_file_wanted(self, path: str) -> None:
        if path:
            self._window.files.open(Path(path))
        else:
            self._window.files.choose()

    @Slot()
    def _on_listed(self) -> None:
        window = self._window
        menu = window.menus["&File/Open &Recent"]
        recent.fill(menu, window.settings, window.actions_by_name["clear_recent"])


def _of_that_name(run: Run) -> Kernel | None:
    """The catalogue's kernel of that name, in whatever version."""
    ref = run.plan.kernel
    return next((k for k in catalogue() if ref.file is None and k.name == ref.name), None)
