"""What to measure: the kernel, its sizes, thread counts and variants, and how well."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from explorer.desktop.look.buttons import Narrow, narrow
from explorer.desktop.look.laid import in_column, in_row
from explorer.desktop.setup.baseline_field import BaselineField
from explorer.desktop.setup.field import CalmWheel, Field
from explorer.desktop.setup.function_field import OwnField
from explorer.desktop.setup.kernel_box import KernelBox
from explorer.desktop.setup.more_options import MoreOptions
from explorer.desktop.setup.sizes_field import SizesField
from explorer.desktop.setup.threads_field import ThreadsField
from explorer.desktop.setup.variants_field import VariantsField
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import make_plan
from explorer.measure.forecast import enough_s, place_in_words, sizes_in_words, threads_in_words
from explorer.measure.hosts import AtHand
from explorer.measure.interpreter import OURS, InterpreterError
from explorer.measure.options import HERE, table
from explorer.measure.place import Placement, placed, placed_on
from explorer.measure.plan import Asked, Baseline, Plan, PlanError
from explorer.measure.written import parse_baseline, write_baseline
from explorer.units import count

Kept = tuple[Kernel, dict[str, Any]]
"""A kernel and how it is set up."""
_NO_FACTS: Mapping[str, Any] = {}


class SetupPanel(QScrollArea):
    """Builds a plan and its placement, and says next to a field what is wrong with it.

    `changed` comes after every change, `kernel_changed` when another kernel was chosen by hand,
    `baseline_chosen` with a Baseline chosen by hand.
    """

    changed = Signal()
    kernel_changed = Signal()
    baseline_chosen = Signal(object)

    def __init__(
        self, kernels: Sequence[Kernel], most_threads: int, facts: Mapping[str, Any] = _NO_FACTS
    ) -> None:
        super().__init__()
        self._most = self._here = most_threads
        self._facts = facts
        self.plan: Plan | None = None
        self.placement = Placement(HERE)
        self.problem = ""
        self._loading = False
        self.kernels = KernelBox(kernels)
        self.kernel_field = Field("&Kernel", self.kernels)
        self.own = OwnField()
        self.sizes = SizesField()
        self.threads = ThreadsField(most_threads, facts)
        self.variants = VariantsField()
        self.dtypes = Narrow()
        self.dtype_field = Field("&Dtype", self.dtypes)
        self.baseline = BaselineField()
        self.more = MoreOptions()
        narrow(self.kernels)
        self._lay_out()
        self._connect()
        self._load(self.kernel)

    def _lay_out(self) -> None:
        column_widget = QWidget()
        column_widget.setObjectName("setup")
        column = in_column(of=column_widget, spacing=16, margins=(16, 16, 16, 16))
        pair = in_row((self.dtype_field, 2), (self.baseline, 3), spacing=8)
        for row in (self.kernel_field, self.own, self.sizes, self.threads, self.variants):
            column.addWidget(row)
        column.addLayout(pair)
        column.addWidget(self.more)
        column.addStretch(1)
        self.setWidget(column_widget)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        CalmWheel(column_widget)

    def _connect(self) -> None:
        self.kernels.activated.connect(self._on_kernel)
        self.kernels.not_found.connect(self._on_not_found)
        self.own.chosen.connect(self._on_function)
        self.own.changed.connect(self._follow)
        self.own.python.changed.connect(self._update)
        self.baseline.chosen.connect(self._update)
        self.baseline.chosen.connect(self.baseline_chosen)
        self.dtypes.activated.connect(self._update)
        self.more.place.machine.changed.connect(self._on_machine)
        for part in (self.sizes, self.threads, self.variants, self.more):
            part.changed.connect(self._update)

    def minimumSizeHint(self) -> QSize:
        """Return room for the widest row and the scroll bar, whatever the size of the font."""
        column = self.widget()
        width = column.minimumSizeHint().width() if column is not None else 0
        return QSize(width + self.verticalScrollBar().sizeHint().width(), 120)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for more width when a row needs it: a scroll area does not tell of that by itself."""
        done = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return done

    @property
    def kernel(self) -> Kernel:
        return self.kernels.kernel

    def choose(self, kernel: Kernel) -> None:
        """Choose a kernel with its default setup; one not in the list yet is added to it."""
        self.kernels.choose(kernel)
        self._load(kernel)
        self.verticalScrollBar().setValue(0)  # what was chosen is in sight

    def replace(self, kernel: Kernel) -> None:
        """Take the chosen kernel in another version, with the settings as they are."""
        settings = self.state()
        sizes_kept = settings["sizes"] != self.kernel.sizes
        ticked = settings.pop("variants")
        known = self.kernel.variant_names
        self.kernels.setItemData(self.kernels.currentIndex(), kernel)
        self._load(kernel)
        if not sizes_kept:
            settings.pop("sizes")
        new = [name for name in self.variants.ticked() if name not in known]
        self.restore({**settings, "variants": [*ticked, *new]})

    def fill(self, plan: Plan, kernel: Kernel) -> None:
        """Show the settings of a plan."""
        with self._at_once():
            self.choose(kernel)
            self.sizes.set_sizes(plan.sizes)
            self.threads.fit_counts(plan.threads)
            self.variants.tick(plan.variants)
            self.dtypes.setCurrentText(plan.dtype)
            self.baseline.wish(plan.baseline)
            self.more.show_values({name: getattr(plan, name) for name in table()})

    def prefer_baseline(self, baseline: Baseline) -> None:
        """Choose a baseline, where it is among what will be measured."""
        self.baseline.wish(baseline)
        self._update()

    @property
    def kept(self) -> Kept:
        """The chosen kernel and the whole setup, to come back to."""
        return self.kernel, self.state()

    def go_to(self, kept: Kept) -> None:
        """Show a setup as it was."""
        kernel, state = kept
        if kernel != self.kernel or self.own.problem:
            self.kernels.choose(kernel)
            self._load(kernel)
        if state["baseline"] is None:
            self.baseline.wish(None)
        self.restore(state)

    def state(self) -> dict[str, Any]:
        """Return the whole setup but the kernel, to remember it."""
        chosen = self.baseline.choice()
        return {
            **self.sizes.state(),
            "threads": self.threads.text(),
            "variants": list(self.variants.ticked()),
            "dtype": self.dtypes.currentText(),
            "baseline": None if chosen is None else write_baseline(chosen),
            **self.more.values(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what was remembered; what is missing or unknown stays as it is."""
        with self._at_once():
            sizes = {**self.sizes.state(), **state}
            if isinstance(sizes["sizes"], str):
                self.sizes.restore(sizes)
            if isinstance(state.get("threads"), str):
                self.threads.set_text(state["threads"])
            if isinstance(state.get("variants"), (list, tuple)):
                self.variants.tick([name for name in state["variants"] if isinstance(name, str)])
            if state.get("dtype") in self.kernel.dtypes:
                self.dtypes.setCurrentText(state["dtype"])
            if isinstance(state.get("baseline"), str):
                try:
                    self.baseline.wish(parse_baseline(state["baseline"]))
                except PlanError:
                    self.baseline.wish(None)
            self.more.show_values({**self.more.values(), **state})

    def _on_kernel(self) -> None:
        self._load(self.kernel)
        self.kernel_changed.emit()

    def _on_not_found(self, word: str) -> None:
        self.kernel_field.set_note(f"No kernel is about “{word}”; the choice is as it was.")

    def _on_function(self, kernel: Kernel) -> None:
        self.kernels.setItemData(self.kernels.currentIndex(), kernel)
        self._on_kernel()

    def _follow(self, kernel: Kernel) -> None:
        """Take the same function with other arguments; sizes follow unless they were changed."""
        before = self.kernel
        self.kernels.setItemData(self.kernels.currentIndex(), kernel)
        with self._at_once():
            if kernel.variants != before.variants:
                self.variants.follow(before, kernel)
            if self.sizes.text() == before.sizes:
                self.sizes.set_text(kernel.sizes, self.sizes.density.value())
            self.sizes.set_label(f"&Sizes ({kernel.size_name})")

    def _load(self, kernel: Kernel) -> None:
        with self._at_once():
            self.own.show_kernel(kernel)
            self.kernel_field.set_note("")
            self.sizes.set_label(f"&Sizes ({kernel.size_name})")
            self.sizes.set_text(kernel.sizes)
            self.threads.forget_left_out()
            if not self.threads.text():
                self.threads.set_text("all")
            self.variants.show_kernel(kernel)
            self.dtypes.clear()
            self.dtypes.addItems(kernel.dtypes)
            self.baseline.wish(None)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Take several changes as one."""
        outermost, self._loading = not self._loading, True
        try:
            yield
        finally:
            if outermost:
                self._loading = False
        if outermost:
            self._update()

    def _update(self) -> None:
        if self._loading:
            return
        try:
            threads, problem = self.threads.counts(), None
        except PlanError as error:
            threads, problem = (1,), error
        self.baseline.offer(self.kernel, self.variants.ticked(), threads)
        try:
            self.plan = self._make_plan(threads)
        except PlanError as error:
            self.plan, problem = None, error
        if problem is not None:
            self.plan = None
        gone = ""
        if self.plan is not None:
            try:
                self.placement = self._placed(self.plan)
            except InterpreterError as error:  # the field of the Python says so, too
                gone = str(error)
        if self.own.problem or gone:
            self.plan = None
        self.problem = self.own.problem or gone or (str(problem) if problem else "")
        for name, field in self._fields().items():
            field.set_error(str(problem) if problem and problem.field == name else "")
        self._show_notes()
        self.changed.emit()

    @property
    def at_hand(self) -> AtHand | None:
        """The cluster that is connected, None where there is none."""
        machine = self.more.place.machine
        if machine.cluster is None:
            return None
        usable = tuple(host for host in machine.hosts if not host.problem)
        return AtHand(machine.cluster.reach, usable)

    def leave(self) -> None:
        """Leave the cluster that hosts are of, where there is one."""
        self.more.place.machine.leave()

    @Slot()
    def _on_machine(self) -> None:
        """Offer the threads of the machine that is to measure: all, or those set up by hand."""
        host = self.more.place.machine.host
        most, facts = (host.most, host.facts) if host else (self._here, self._facts)
        self._most = most
        self.own.python.measure_on(host.name if host else "")
        with self._at_once():
            self.threads.move_to(most, facts)

    def _placed(self, plan: Plan) -> Placement:
        machine = self.more.place.machine
        if machine.host is not None and machine.cluster is not None:
            return placed_on(machine.host, machine.cluster)
        return placed(plan, self.kernel, self._most)

    def _make_plan(self, threads: tuple[int, ...]) -> Plan:
        asked = Asked(
            sizes=self.sizes.sizes(),
            threads=threads,
            variants=self.variants.ticked(),
            dtype=self.dtypes.currentText() or None,
            baseline=self.baseline.choice(),
            **self.more.values(),
        )
        plan = make_plan(self.kernel, asked, self._most)
        self.more.propose_budget(enough_s(plan, self.kernel))
        return replace(plan, budget_s=self.more.values()["budget_s"])

    def _fields(self) -> dict[str, Field]:
        return {
            "sizes": self.sizes,
            "threads": self.threads,
            "variants": self.variants,
            "dtype": self.dtype_field,
            "baseline": self.baseline,
        }

    def _show_notes(self) -> None:
        if self.plan is not None:
            self.sizes.set_note(sizes_in_words(self.plan, self.kernel))
            self.threads.set_note(threads_in_words(self.plan, self._most))
            self.more.place.measure_with(self.placement.interpreter == OURS)
            self.more.place.say(place_in_words(self.kernel, self.placement))
        number = len(self.variants.ticked())
        self.variants.set_label(f"Varia&nts ({count(number)} of {len(self.kernel.variants)})")
