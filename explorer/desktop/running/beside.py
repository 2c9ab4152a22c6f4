"""Measuring a run again by turns: as its source was before, or with other threads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from explorer.desktop.own_program import OwnProgram, naming
from explorer.history.archive import Archive, HistoryError
from explorer.kernels.kernel import Kernel
from explorer.measure.options import SIDES, table
from explorer.measure.otherwise import LEFT_OPEN, differing
from explorer.measure.plan import Baseline, Plan
from explorer.results import runfile
from explorer.results.contrast.sameness import is_same_work
from explorer.results.record import Run
from explorer.results.words.setup import is_other

SIZES = 3
"""Sizes that are measured again: each one more takes more processes to be sure."""
SHARE, LEAST_S = 1 / 6, 0.5
"""Each process has this part of the run's budget, and no less than so many seconds."""
LOOKED_THROUGH = 10
"""Of the newest runs of the history, the other one is among the first."""
ENDING_MS = 3000


def can_be_measured(run: Run | None, kernel: Kernel | None, others: tuple[Run, ...]) -> bool:
    """Whether the first of the others is of an earlier source of the shown run's function."""
    if run is None or kernel is None or not others or not run.finished:
        return False
    return kernel.sha256 == run.plan.kernel.sha256 and is_same_work(others[0], run)


def otherwise(run: Run | None, kernel: Kernel | None, plan: Plan | None) -> dict[str, Any]:
    """Return the options by which the threads of a plan run otherwise than those of a run.

    Empty where the run is not over, is of another kernel or has no variant that uses threads.
    """
    if run is None or kernel is None or plan is None or not run.finished:
        return {}
    same = kernel.sha256 == run.plan.kernel.sha256 == plan.kernel.sha256
    fits = same and run.measured_here and not is_other(run.plan.kernel, plan.kernel)
    return differing(run.plan, plan) if fits and _threaded(run) else {}


class Beside(QObject):
    """One measurement of that kind at a time; `over` carries the later side's run and the other's.

    `trouble` carries the sentence that says why there is none, `changed` says that it began or is
    over. `processes` is how many each side
    gets, as many as it takes to be sure where that is None.
    """

    over = Signal(object, object)
    trouble = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.processes: int | None = None
        self._now = Path()
        self.waits_for = ""
        self._program = OwnProgram(self, ENDING_MS)
        self._program.over.connect(self._on_over)
        self._program.changed.connect(self.changed)

    @property
    def running(self) -> bool:
        """Whether it is being measured."""
        return self._program.running

    @property
    def doing(self) -> str:
        """What others wait for."""
        return "Two runs are being measured side by side." if self.running else ""

    def wait_for(self, what: str) -> None:
        """Know what must be over before it can begin."""
        self.waits_for = what

    def begin(self, run: Run, kernel: Kernel, earlier: Run) -> None:
        """Measure some sizes of the run again, beside the earlier run's source."""
        words = _words(run, kernel, run.plan.variants)
        self._program.begin_about(
            earlier, lambda file: self._wanting(file.parent, [*words, "--before", str(file)])
        )

    def begin_otherwise(self, run: Run, kernel: Kernel, wanted: Mapping[str, Any]) -> None:
        """Measure the threaded variants at some sizes again, beside the same with other threads."""
        other = (f"{name}={value or LEFT_OPEN}" for name, value in wanted.items())
        words = _words(run, kernel, _threaded(run))
        words += (word for each in other for word in ("--other", each))
        self._program.begin_within(lambda folder: self._wanting(folder, words))

    def _wanting(self, folder: Path, words: list[str]) -> list[str]:
        """The words with where the run of today's side is to be written, and how often."""
        self._now = folder / "now.json"
        words += ["--output", str(self._now)]
        return words + ([] if self.processes is None else ["--repeat", str(self.processes)])

    def end(self) -> None:
        """Give it up; it is over when this returns."""
        self._program.give_up()

    @Slot(bytes, str)
    def _on_over(self, _: bytes, trouble: str) -> None:
        try:
            now = None if trouble else runfile.read(self._now)
        except runfile.RunFileError as error:
            now, trouble = None, str(error)
        before = _other(now) if now is not None else None
        if now is not None and before is not None:
            self.over.emit(now, before)
        else:
            self.trouble.emit(trouble or "The run of the other side is not in the history.")


def _threaded(run: Run) -> tuple[str, ...]:
    """The variants that use threads and have times with more than one."""
    timed = {record.point.variant for record in run.points.values()
             if record.usable and record.threaded and record.point.threads > 1}  # fmt: skip
    return tuple(name for name in run.plan.variants if name in timed)


def _words(run: Run, kernel: Kernel, variants: tuple[str, ...]) -> list[str]:
    plan, base = run.plan, run.plan.baseline
    if base.variant not in variants:
        base = Baseline(variants[0])
    sizes = [n for n in plan.sizes if any(r.usable and r.point.size == n
                                          for r in run.points.values())]  # fmt: skip
    step = max(1, (len(sizes) - 1) // (SIZES - 1))
    chosen = sorted({*sizes[::-step][:SIZES]})
    words = [*naming(kernel, "measure"), "--sizes", ",".join(map(str, chosen))]
    words += ["--threads", ",".join(map(str, plan.threads)), "--dtype", plan.dtype]
    words += ["--variants", ",".join(variants)]
    words += ["--baseline", f"{base.variant}@{base.threads}"]
    for name in SIDES:
        if (value := getattr(plan, name)) is not None:
            words += [table()[name].flag, value]
    words += ["--budget", f"{max(plan.budget_s * SHARE, LEAST_S):g}"]
    return words


def _other(now: Run) -> Run | None:
    """The run that took turns with this one; both are kept when they are over."""
    archive = Archive()
    try:
        runs = (archive.run(entry) for entry in archive.find()[:LOOKED_THROUGH])
        return next((r for r in runs if r.beside == now.beside and r.created != now.created), None)
    except HistoryError:
        return None
