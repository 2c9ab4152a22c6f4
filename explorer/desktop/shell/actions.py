"""The one table of actions: it feeds the menus, the buttons, the shortcuts and their help page."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from explorer.desktop.look.allowing import AT_WORK, with_reason, without_reason
from explorer.desktop.shell.pages import NO_RUN, PAGES

Key = QKeySequence.StandardKey | str

_NO_CHART = "It is about a chart: turn to one."
_CANNOT_RUN = "A run is under way, or what is set up cannot be measured; the setup says why."
_NOT_MEASURING = "Nothing is being measured."


@dataclass(frozen=True)
class Entry:
    """One action: its place in the menus, its words, and its keys.

    `menu` is the menu's title, or `menu/submenu`. `keys` are standard keys or texts like `Ctrl+R`;
    with `local`, they work only where the focus is on what the action is about. `group` makes it
    one of several of which exactly one is ticked. `line` puts a separator before it. `short` is
    its text on a button, where that differs. What is `of_run` can be used where a run is shown;
    `off` says, where it is not always possible, why it is not.
    """

    name: str
    menu: str
    text: str
    explained: str
    keys: tuple[Key, ...] = ()
    local: bool = False
    checkable: bool = False
    group: str = ""
    line: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    short: str = ""
    of_run: bool = False
    off: str = ""

    @property
    def why_off(self) -> str:
        """Return why it cannot be used while it is disabled."""
        return NO_RUN if self.of_run else self.off


_STANDARD = QKeySequence.StandardKey
_ROLE = QAction.MenuRole

TABLE: tuple[Entry, ...] = (
    Entry("open", "&File", "&Open…", "Open a saved run or any Python file", (_STANDARD.Open,)),
    Entry("open_folder", "&File", "Open Fol&der…",
          "Open the kernel files of a folder as one list, to measure them all"),
    Entry("clear_recent", "&File/Open &Recent", "&Clear List", "Forget the recent files"),
    Entry("save_kernel", "&File", "Save as &Kernel File…",
          "Save your function, its arguments and variants, or a copy of a kernel, as a file",
          line=True),
    Entry("save_run", "&File", "&Save Run As…", "Save all samples of the run as a JSON file",
          (_STANDARD.Save,), of_run=True),
    Entry("save_report", "&File", "Save as Repor&t…",
          "Save answer, charts, table and the run itself as one page for a browser",
          of_run=True),
    Entry("save_plot", "&File", "Save &Plot As…", "Save the chart as PNG, SVG or PDF",
          ("Ctrl+Shift+S",), short="Save Plot",
          off=_NO_CHART),
    Entry("save_plot_with_options", "&File", "Save Plot &with Options…",
          "Save the chart or all charts: size, resolution, with title and names or without",
          of_run=True),
    Entry("export_table", "&File", "&Export Table…",
          "Save the results as a table, or for pyperf and other programs",
          ("Ctrl+E",), of_run=True),
    Entry("quit", "&File", "&Quit", "Close the window; a run under way is kept",
          (_STANDARD.Quit,), line=True, role=_ROLE.QuitRole),

    Entry("copy_plot", "&Edit", "Copy &Plot", "Copy the chart as a picture (focus on the chart)",
          (_STANDARD.Copy,), local=True, short="Copy",
          off=_NO_CHART),
    Entry("copy_table", "&Edit", "Copy &Table",
          "Copy the selected rows, or all, for a spreadsheet (focus on the table)",
          (_STANDARD.Copy,), local=True, of_run=True),
    Entry("copy_rule", "&Edit", "Copy as &Dispatch Rule",
          "Copy a Python function that picks the best of the visible variants by size",
          of_run=True),
    Entry("undo", "&Edit", "&Undo in the Setup", "Take back what was changed last in the setup",
          (_STANDARD.Undo,), line=True,
          off="Nothing was changed."),
    Entry("redo", "&Edit", "R&edo in the Setup", "Change the setup again as it was changed",
          (_STANDARD.Redo,),
          off="Nothing was taken back."),
    Entry("preferences", "&Edit", "P&references…",
          "Choose how it looks, what is measured by default, and how much is kept", ("Ctrl+,",),
          line=True, role=_ROLE.PreferencesRole),

    *(Entry(page.action, "&View", page.title, page.explained, page.keys, checkable=True,
            group="page", off=page.off) for page in PAGES),
    Entry("setup_pane", "&View", "Set&up", "Show the setup, or fold it away", ("F9",),
          checkable=True, line=True),
    Entry("evidence_pane", "&View", "Ans&wer and Table",
          "Show the answer, the point, the curves and the table, or fold them away",
          ("Shift+F9",), checkable=True),
    Entry("reset_view", "&View", "&Reset View", "Show all of the chart again", ("Ctrl+0",),
          line=True, short="Reset",
          off=_NO_CHART),
    Entry("zoom_back", "&View", "Zoom Bac&k", "Show of the chart what was shown before",
          ("Alt+Left",)),
    Entry("zoom_forward", "&View", "Zoom Forward", "Zoom again to what was shown after",
          ("Alt+Right",)),
    Entry("linear_x", "&View", "Linear Hori&zontal Axis",
          "Show sizes or thread counts at even steps, not their powers", checkable=True),
    Entry("linear_y", "&View", "Linear Vertical A&xis",
          "Show times and what is made of them from 0 on, not their powers", checkable=True),
    Entry("subtract_overhead", "&View", "Subtract the Call Overhea&d",
          "Show compiled variants without what calling an empty function takes", checkable=True),
    Entry("theme_system", "&View/&Appearance", "As the D&esktop",
          "Follow the desktop’s light or dark appearance", checkable=True, group="theme"),
    Entry("theme_light", "&View/&Appearance", "&Light", "Dark text on a light ground",
          checkable=True, group="theme"),
    Entry("theme_dark", "&View/&Appearance", "&Dark", "Light text on a dark ground",
          checkable=True, group="theme"),

    Entry("run", "&Run", "&Run", "Measure what is set up", ("Ctrl+R", "F5"),
          off=_CANNOT_RUN),
    Entry("start_anew", "&Run", "Start &Anew", "Measure what is set up as a run of its own",
          ("Ctrl+Shift+R",),
          off=_CANNOT_RUN),
    Entry("pause", "&Run", "&Pause", "Stop measuring for a while; press again to go on", ("F6",),
          checkable=True,
          off=_NOT_MEASURING),
    Entry("stop", "&Run", "&Stop", "End the run and keep what was measured", ("Esc",),
          off=_NOT_MEASURING),

    Entry("measure_better", "&Run", "Measure the Point &Better",
          "Measure the selected point until it is known twice as well", ("Ctrl+B",), line=True,
          off="Select a point of a run that was made since the program was started."),
    Entry("measure_beside", "&Run", "Measure Side b&y Side",
          "Measure again, by turns and in fresh processes: the earlier source and today’s, or with "
          "this run’s threading layer and placement of threads and those set up",
          short="Side by Side"),
    Entry("follow_zoom", "&Run", "Measure Where I &Zoom",
          "Add sizes where the chart is zoomed into, until they are as dense as in the whole",
          checkable=True),

    Entry("self_test", "&Run", "Self-&Test: How Fine Can This Machine See?",
          "Measure how small a difference can be trusted on this machine now", line=True,
          off=AT_WORK),

    Entry("palette", "&Help", "&Find an Action, a Kernel or a Run…",
          "Type words of what to do: any action, kernel or kept run", ("Ctrl+K",)),
    Entry("guide", "&Help", "&Guide", "Say how to use this, and what its words mean",
          ("Shift+F1",)),
    Entry("term", "&Help", "&What Is This?", "Say what the part with the focus is about", ("F1",)),
    Entry("shortcuts", "&Help", "&Keyboard Shortcuts", "List all keys", ("Ctrl+?",)),
    Entry("copy_report", "&Help", "Copy &Environment Report",
          "Copy processor, versions and settings as text, for a bug report"),
    Entry("about", "&Help", "&About Numba Explorer", "Say what this is and which version",
          line=True, role=_ROLE.AboutRole),
)  # fmt: skip


_OWN = {
    QKeySequence(key).toString()
    for entry in TABLE
    for key in entry.keys
    if isinstance(key, str) and "Ctrl" in key
}


def build(window: QMainWindow) -> Mapping[str, QAction]:
    """Make the actions of the table, each a child of the window, not yet connected."""
    made: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for entry in TABLE:
        action = QAction(entry.text, window)
        action.setObjectName(entry.name)
        if entry.short:
            action.setIconText(entry.short)
        action.setShortcuts(_sequences(entry))
        action.setToolTip(_tool_tip(entry))
        action.enabledChanged.connect(partial(_explain, action, entry.why_off))
        action.setMenuRole(entry.role)
        action.setCheckable(entry.checkable)
        if entry.local:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            window.addAction(action)
        if entry.group:
            if entry.group not in groups:
                groups[entry.group] = QActionGroup(window)
            groups[entry.group].addAction(action)
        made[entry.name] = action
    return made


def fill_menus(window: QMainWindow, actions: Mapping[str, QAction]) -> Mapping[str, QMenu]:
    """Fill the menu bar from the table; return the menus by their path in it."""
    menus: dict[str, QMenu] = {}
    for entry in TABLE:
        title, _, inner = entry.menu.partition("/")
        if title not in menus:
            menus[title] = window.menuBar().addMenu(title)
            menus[title].setToolTipsVisible(True)  # why something cannot be done
        if inner and entry.menu not in menus:
            menus[entry.menu] = menus[title].addMenu(inner)
        if entry.line:
            menus[entry.menu].addSeparator()
        menus[entry.menu].addAction(actions[entry.name])
    return menus


def is_key(event: QKeyEvent) -> bool:
    """Whether an action has a key with Ctrl that is none by which text is edited everywhere.

    The others are the field's where it has a use for them: Esc ends an editor in a list, and
    Alt+Left goes back by a word on a Mac.
    """
    return QKeySequence(event.keyCombination()).toString() in _OWN


def plain(text: str) -> str:
    """Return an action's or menu's text without its mnemonic."""
    return text.replace("&", "").rstrip("…")


def keys(entry: Entry) -> str:
    """Return the keys of an entry as this platform writes them: `Ctrl+R or F5`."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(sequence.toString(native) for sequence in _sequences(entry))


def _explain(action: QAction, why_off: str, enabled: bool) -> None:
    """Let the tip of an action that is disabled say why, after what it does."""
    said = without_reason(action.toolTip(), why_off)
    action.setToolTip(said if enabled else with_reason(said, why_off))


def _sequences(entry: Entry) -> list[QKeySequence]:
    found: list[QKeySequence] = []
    for key in entry.keys:
        if isinstance(key, str):
            found.append(QKeySequence(key))
        else:
            found += QKeySequence.keyBindings(key)[:1]  # the others are keys of old keyboards
    return found


def _tool_tip(entry: Entry) -> str:
    shown = keys(entry)
    return f"{entry.explained} ({shown})" if shown else entry.explained
