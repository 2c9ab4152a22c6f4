"""Working on a file of one's own: what may run, what to do when it is saved, saving it."""

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.desktop.files.opening import Files, folder
from explorer.desktop.files.reading import beside, is_small, tried
from explorer.desktop.files.where import ask_where
from explorer.desktop.in_thread import InThread
from explorer.desktop.notices.message_bar import Message, MessageBar
from explorer.desktop.running.session import IDLE, Session
from explorer.desktop.settings import Settings
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.shell.watching import FileWatch, Trust
from explorer.kernels.finding import is_from_catalogue, own_sum
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.made_variants import PYTHON
from explorer.kernels.writing import save_kernel_file, save_starting_point
from explorer.results.record import Run

_AT_ONCE = "own/measure_when_saved"


class OwnWork(QObject):
    """Follows the setup's kernel where it is of a user's file.

    `run_wanted` comes when it is to be measured: the user confirmed, or the file was saved.
    """

    run_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        messages: MessageBar,
        setup: SetupPanel,
        files: Files,
        session: Session,
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._messages = window, settings, messages
        self._setup, self._files, self._session = setup, files, session
        self._trust = Trust(settings)
        self._ran: set[str] = set()  # by the user, since the window was opened
        self._told = ""
        self._followed: tuple[Path, str | None] = Path(), None
        self._refused: Message | None = None
        self._again = False
        self._rereading = InThread(self)
        self.watch = FileWatch(self)
        self.watch.saved.connect(self._on_saved)
        session.state_changed.connect(self._on_state)
        session.finished.connect(self._on_finished)
        setup.own.at_once.setChecked(settings.read(_AT_ONCE, False))
        setup.own.at_once.toggled.connect(self._on_at_once)

    def follow(self, kernel: Kernel) -> None:
        """Watch the file of the kernel that is set up, and say what Run will do with its code."""
        own = not is_from_catalogue(kernel)
        if (kernel.path, kernel.function) != self._followed:
            self._put_away(_saved(self._followed[0]))  # what these offer is about another one
            self._messages.put_away(self._refused)
            self._followed = kernel.path, kernel.function
        self.watch.watch(kernel.path if own else None, own_sum(kernel))
        sentence = _notice(kernel) if own and not self._trust.knows(kernel.sha256) else ""
        if sentence == self._told:
            return
        self._put_away(self._told)
        self._told = sentence
        if sentence:
            self._messages.say(sentence, ("Run This File’s Code", self.run_wanted.emit))

    def begin(self, kernel: Kernel) -> None:
        """Remember that the user had this kernel's code run."""
        self._again = False
        if not is_from_catalogue(kernel):
            self._trust.add(kernel.sha256)
            self._ran.add(kernel.sha256)
            self._put_away(self._told)
            self._put_away(_saved(kernel.path))
            self._told = ""

    @Slot()
    def save_as_kernel_file(self) -> None:
        """Ask where to save the kernel as a file of the user's own, and do it."""
        kernel = self._setup.kernel
        ships = is_from_catalogue(kernel)
        name = f"my_{kernel.name}.py" if ships else f"{kernel.function}_kernel.py"
        title = "Copy as a Starting Point" if ships else "Save as Kernel File"
        start = Path(folder(self._settings)) / name
        path = ask_where(self._window, title, start, {".py": "Kernel file"})
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> bool:
        """Save the kernel that is set up as a kernel file; say in a sentence why not."""
        kernel = self._setup.kernel
        try:
            if os.path.exists(path) and path.samefile(kernel.path):
                raise KernelError(f"“{path.name}” is the file itself; choose another name.")
            save = save_starting_point if is_from_catalogue(kernel) else save_kernel_file
            save(kernel, path)
        except KernelError as error:
            self._messages.warn(str(error))
            return False
        self._files.remember(path)
        self._messages.say(f"Saved “{path}”.", ("Open It", partial(self._files.open, path)))
        return True

    @Slot()
    def _on_saved(self) -> None:
        """Read the file as it is now, a large one beside the window."""
        kernel, reread = self._setup.kernel, self._setup.own.rereading()
        self.give_up()
        if is_small(kernel.path):
            self._take(kernel, *tried(kernel.path, reread))
            return
        work = partial(beside, kernel.path, lambda go_on: reread())
        name = f"reading {kernel.path.name} again"
        self._rereading.begin(work, name, partial(self._take, kernel))

    def give_up(self) -> None:
        """Stop reading a file again, where one is being read."""
        self._rereading.give_up()

    def _take(self, before: Kernel, read: Kernel | None, sentence: str) -> None:
        """Take the file as it is now; measure it, or offer that."""
        now = self._setup.kernel
        if now.path != before.path:
            return
        if now != before:  # other arguments were given meanwhile
            self._on_saved()
            return
        if read is None:
            self._messages.warn(sentence)
            return
        kernel = self._setup.own.as_swept(read)
        if before.sha256 in self._ran:
            self._trust.add(kernel.sha256)  # the user is at work on it
            self._ran.add(kernel.sha256)
        self._setup.replace(kernel)
        if self._setup.own.at_once.isChecked() and kernel.sha256 in self._ran:
            self._measure_again()
        else:
            self._messages.say(_saved(kernel.path), ("Measure Again", self._measure_again))

    def _measure_again(self) -> None:
        if self._session.state == IDLE:
            self.run_wanted.emit()
        else:
            self._again = True
            self._session.stop()

    @Slot()
    def _on_state(self) -> None:
        if self._session.state == IDLE and self._again:
            self._again = False
            self.run_wanted.emit()

    @Slot(object)
    def _on_finished(self, run: Run) -> None:
        """Offer to try the arguments where a function failed with guesses."""
        kernel = self._setup.kernel
        same = (run.plan.kernel.file, run.plan.kernel.function) == (
            str(kernel.path),
            kernel.function,
        )
        if same and kernel.guessed and _failed_everywhere(run):
            self._refused = self._messages.warn(
                f"{kernel.function} failed with arguments that were guessed.",
                ("What Are the Arguments?", self._ask),
            )
        elif same and (refusal := _refused(run)):
            self._messages.warn(refusal)

    def _ask(self) -> None:
        self._setup.own.ask()

    @Slot(bool)
    def _on_at_once(self, wanted: bool) -> None:
        self._settings.write(_AT_ONCE, wanted)

    def _put_away(self, sentence: str) -> None:
        shown: list[Message] = [m for m in self._messages.messages() if m.sentence == sentence]
        for message in shown:
            message.put_away()


def _notice(kernel: Kernel) -> str:
    return (
        f"Run will run the code of “{kernel.path.name}”, in a process of its own; "
        "until then it is only read."
    )


def _failed_everywhere(run: Run) -> bool:
    """Whether Python failed, or everything where Python is not asked for."""
    timed, failed = _outcomes(run)
    asked = PYTHON in run.plan.variants
    return bool(failed) and (PYTHON in failed if asked else not timed)


def _refused(run: Run) -> str:
    """Say why Python alone could be measured: its arguments fit, and Numba takes no such code."""
    timed, failed = _outcomes(run)
    if timed != {PYTHON} or not failed:
        return ""
    first = next(r for r in run.points.values() if r.status == "failed")
    where = f" in line {first.line}" if first.line else ""
    return f"Only python could be measured, as {first.point.variant} failed{where}: {first.reason}"


def _outcomes(run: Run) -> tuple[set[str], set[str]]:
    """The variants that have a time, and those that failed somewhere."""
    timed = {record.point.variant for record in run.points.values() if record.estimate is not None}
    return timed, {r.point.variant for r in run.points.values() if r.status == "failed"}


def _saved(path: Path) -> str:
    return f"“{path.name}” was saved."
