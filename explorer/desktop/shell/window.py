"""The main window: puts the parts together and says who hears what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QMainWindow, QWidget

from explorer.desktop.evidence.panes import Evidence
from explorer.desktop.files.opening import Files, dropped
from explorer.desktop.files.takeaway import Takeaway
from explorer.desktop.look.appearance import Appearance
from explorer.desktop.look.keys_left import KeysLeft
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.own_load import OwnPaints
from explorer.desktop.running.machine_line import MachineLine
from explorer.desktop.running.run_controls import RunControls
from explorer.desktop.running.self_test import SelfTest
from explorer.desktop.running.session import Session
from explorer.desktop.settings import Settings
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.setup.undoing import Undoing
from explorer.desktop.shell import actions
from explorer.desktop.shell.adopting import Adopting
from explorer.desktop.shell.arrivals import Arrivals
from explorer.desktop.shell.beginning import Beginning
from explorer.desktop.shell.chart_choices import ChartChoices
from explorer.desktop.shell.following import Concern, Following
from explorer.desktop.shell.glossary import mark, mark_evidence, mark_pages, mark_setup
from explorer.desktop.shell.help import HelpMenu
from explorer.desktop.shell.live import Live
from explorer.desktop.shell.memory import Memory
from explorer.desktop.shell.offering import Offering
from explorer.desktop.shell.own_work import OwnWork
from explorer.desktop.shell.preferred import Preferred
from explorer.desktop.shell.remembered import Remembered
from explorer.desktop.shell.steering import Steering
from explorer.desktop.shell.tabs import Tabs
from explorer.desktop.shell.turns import Turns
from explorer.desktop.shell.workspace import Folding, Halves, Workspace
from explorer.desktop.shown import Shown
from explorer.kernels.finding import catalogue
from explorer.kernels.kernel import Kernel

if TYPE_CHECKING:
    from explorer.desktop.shell.palette import Palette

_BRIEFLY_MS = 4000


class MainWindow(QMainWindow):
    """Setup at the left, charts in the middle, what they say beside or below them.

    `kernels` are those to choose from, all that ship with the program unless they come later.
    `trouble` carries a sentence and details about what should not have happened.
    """

    trouble = Signal(str, str)

    def __init__(
        self,
        session: Session,
        settings: Settings,
        appearance: Appearance,
        facts: Mapping[str, Any],
        most_threads: int,
        kernels: Sequence[Kernel] | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.appearance = appearance
        self.settings = settings
        self.closed_cleanly = True
        self._most_threads = most_threads
        self.shown = Shown(self, facts)
        self.turns = Turns(session, self)
        self.actions_by_name = actions.build(self)
        self.menus = actions.fill_menus(self, self.actions_by_name)
        self.setup = SetupPanel(kernels or catalogue(), most_threads, facts)
        self.controls = RunControls(session, self.actions_by_name)
        self.tabs = Tabs(self.shown, self.actions_by_name, self.turns)
        self.evidence = Evidence(self.shown)
        self.messages = MessageBar(self.statusBar())
        self.machine = MachineLine(facts, self.actions_by_name["self_test"])
        self.self_test = SelfTest(self)
        self.turns.join(self.self_test, self.self_test.changed)
        self.help = HelpMenu(self, facts)
        self.files = Files(
            self,
            settings,
            self.messages,
            self.menus["&File/Open &Recent"],
            self.actions_by_name["clear_recent"],
        )
        self.chart_choices = ChartChoices(self.tabs, self.actions_by_name)
        self.undoing = Undoing(self.setup, self)
        self.steering = Steering(session, self.shown, self.turns, most_threads, self)
        self.takeaway = Takeaway(
            self,
            settings,
            self.messages,
            self.shown,
            lambda: self.tabs.latest_chart,
            self.tabs.drawn_charts,
        )
        self.own = OwnWork(self, settings, self.messages, self.setup, self.files, session)
        self.arrivals = Arrivals(
            session, self.setup, self.undoing, self.tabs, self.messages, self.shown, self
        )
        self.memory = Memory(
            self.shown,
            self.arrivals,
            self.files,
            self.tabs,
            self.messages,
            session,
            self.setup,
            self,
        )
        self.turns.join(self.memory.beside, self.memory.beside.changed)
        self.turns.join(self.setup.more.place.machine)
        OwnPaints(self, session.own_load)
        Concern(session, self.setup, self.machine, self.controls, self)
        self.preferred = Preferred(
            self,
            settings,
            appearance,
            self.setup,
            self.steering,
            self.messages,
            self.actions_by_name,
        )
        self._lay_out()
        parts = self.workspace, self.folding, self.chart_choices, self.memory
        self._remembered = Remembered(
            settings, self, self.halves, self.setup, lambda: self.arrivals.own_setup, parts
        )
        self.beginning = Beginning(
            session, self.setup, self.steering, self.tabs, self.own, self._make_way, self
        )
        self.adopting = Adopting(
            self.shown,
            self.setup,
            self.steering,
            self.own,
            self.messages,
            self.start_anew,
            self,
        )
        self.offering = Offering(
            session,
            self.shown,
            self.setup,
            self.turns,
            self.steering,
            self.undoing,
            self.memory,
            self.controls,
            self.tabs,
            self.evidence.answer,
            self.actions_by_name,
            self,
        )
        self.following = Following(
            session,
            self.setup,
            self.shown,
            self.turns,
            self.tabs,
            self.workspace,
            self.controls,
            self.machine,
            self.own,
            self.beginning,
            self.offering,
            self,
        )
        self._mark_terms()
        KeysLeft(actions.is_key, self._is_field, self)
        self._connect_actions()
        self._connect_parts()
        self._connect_session()
        self.preferred.begin()
        self._remembered.read()
        self.undoing.begin()
        self.following.look()
        self.controls.run.setFocus()

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 560)
        self.workspace = Workspace(self.tabs, self.evidence)
        self.halves = Halves(self.setup, self.controls, self.workspace)
        self.folding = Folding(
            self.actions_by_name,
            self.halves.side,
            self.halves.foot,
            self.controls,
            self.workspace,
        )
        self.setCentralWidget(self.halves)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.machine, 1)
        self.evidence.table.addAction(self.actions_by_name["copy_table"])

    def _mark_terms(self) -> None:
        """Say of each part which term of the guide it is about."""
        mark_setup(self.setup)
        mark_evidence(self.evidence)
        mark_pages(self.tabs)
        mark(self.controls, "run")
        mark(self.machine, "machine")

    def _connect_actions(self) -> None:
        for name, slot in {
            "open": self.files.choose,
            "open_folder": self.files.choose_folder,
            "save_kernel": self.own.save_as_kernel_file,
            "save_run": self.takeaway.save_run,
            "save_report": self.takeaway.save_report,
            "save_plot": self.takeaway.save_plot,
            "save_plot_with_options": self.takeaway.save_plot_with_options,
            "export_table": self.takeaway.export_table,
            "quit": self.close,
            "copy_plot": self.takeaway.copy_plot,
            "copy_table": self._copy_table,
            "copy_rule": self.takeaway.copy_rule,
            "undo": self.undoing.undo,
            "redo": self.undoing.redo,
            "preferences": self.preferred.show_dialog,
            "reset_view": self.tabs.reset_view,
            "run": self.start,
            "start_anew": self.start_anew,
            "measure_better": self._measure_better,
            "measure_beside": self.memory.measure_beside,
            "self_test": self.self_test.begin,
            "palette": self._show_palette,
            "guide": self.help.show_guide,
            "term": self.help.show_term,
            "shortcuts": self.help.show_shortcuts,
            "copy_report": self.help.copy_report,
            "about": self.help.show_about,
        }.items():
            self.actions_by_name[name].triggered.connect(slot)

    def _connect_parts(self) -> None:
        self.setup.kernel_changed.connect(self._show_lesson)
        for part in (self.evidence.legend, self.tabs.curve_menu):
            part.baseline_wanted.connect(self.following.compare_with)
        self.files.opened.connect(self.arrivals.show_run)
        self.files.kernel_opened.connect(self.arrivals.show_kernel)
        self.files.folder_opened.connect(self.arrivals.show_folder)
        self.arrivals.arrived.connect(self.controls.show_end_of)
        self.tabs.lesson.file_wanted.connect(self.files.open_or_choose)
        self.own.run_wanted.connect(self.start)
        self.tabs.built.connect(self._on_built)
        self.actions_by_name["subtract_overhead"].toggled.connect(self.shown.subtract_overhead)
        self.takeaway.saved.connect(self.files.on_saved)
        self.takeaway.done.connect(self._say_briefly)
        self.following.titled.connect(self.setWindowTitle)

    @Slot(str)
    def _on_built(self, name: str) -> None:
        """Let a page be heard that was built just now."""
        page = self.tabs.page(name)
        if name == "live":
            make_way = self.beginning.make_way
            live = Live(self.session, self.setup, page, self._most_threads, make_way, self)
            live.said.connect(self.messages.warn)
            page.baseline_wanted.connect(self.following.compare_with)
        elif name == "suite":
            page.opened.connect(self.arrivals.show_measured)
            page.save_wanted.connect(self.takeaway.save_suite)
        elif name == "trend":
            page.opened.connect(self.arrivals.show_run)
        elif name == "history":
            self.memory.serve(page)
        elif name == "why":
            page.variant_wanted.connect(self.adopting.adopt)
        elif name == "code":
            page.copy_wanted.connect(self.own.save_as_kernel_file)

    def _connect_session(self) -> None:
        session = self.session
        session.failed.connect(self._on_failed)
        session.journal_failed.connect(self.messages.warn)
        self.tabs.looked_closer.connect(self.steering.look_closer)
        self.tabs.size_wanted.connect(self.steering.measure_at)
        self.tabs.better_wanted.connect(self.steering.measure_better)
        self.steering.said.connect(self.messages.say)

    def _is_field(self, widget: QWidget) -> bool:
        fields = QLineEdit, QAbstractSpinBox, QComboBox
        return isinstance(widget, fields) and widget.window() is self

    # Doing what the user asks for.

    @Slot()
    def start(self) -> bool:
        """Go by what is set up; return whether a run began."""
        return self.beginning.start()

    @Slot()
    def start_anew(self) -> bool:
        """Begin the run that is set up; return whether it began."""
        return self.beginning.start_anew()

    def _make_way(self) -> None:
        """Let nothing be said of something before while a kernel is measured."""
        self._remembered.write()  # for a start after a crash
        self.messages.put_remarks_away()
        self.arrivals.settle()
        self.memory.forget_last()

    @Slot()
    def _measure_better(self) -> None:
        if self.shown.point is not None:
            self.steering.measure_better(self.shown.point)

    @cached_property
    def palette_of_all(self) -> Palette:
        """The line to find anything by, loaded and built when it is first asked for."""
        from explorer.desktop.shell.palette import Palette

        return Palette(
            self,
            self.actions_by_name,
            self.arrivals.show_kernel,
            self.memory.show,
        )

    @Slot()
    def _show_palette(self) -> None:
        self.palette_of_all.begin()

    @Slot()
    def _show_lesson(self) -> None:
        self.tabs.turn_to("lesson")

    @Slot()
    def _copy_table(self) -> None:
        rows = self.evidence.table.copy(QGuiApplication.clipboard())
        if rows:
            self._say_briefly(f"{rows} row{'' if rows == 1 else 's'} of the table on the clipboard")

    @Slot(str)
    def _say_briefly(self, text: str) -> None:
        self.statusBar().showMessage(text, _BRIEFLY_MS)

    @Slot(str, str)
    def _on_failed(self, sentence: str, details: str) -> None:
        if details:
            self.trouble.emit(sentence, details)
        else:
            self.messages.warn(sentence)

    # Coming and going.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the newest message away with Esc, where that does not stop a run."""
        if event.key() != Qt.Key.Key_Escape or not self.messages.put_latest_away():
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.drop(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how it was, stop, and go."""
        self._remembered.write()
        self.turns.close()
        self.files.give_up()
        self.own.give_up()
        self.closed_cleanly = self.session.close()
        self.setup.leave()
        super().closeEvent(event)
