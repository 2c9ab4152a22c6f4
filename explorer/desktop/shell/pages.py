"""The one table of the pages in the middle of the window; each is loaded when it is built."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtWidgets import QWidget

from explorer.desktop.shown import Shown
from explorer.history.found import is_known, of_workers
from explorer.results.pictures.kinds import KINDS, Kind

NO_RUN = "There is no run yet."
_NONE_BESIDE = "It takes a run, and another one to compare it with."


@dataclass(frozen=True)
class Page:
    """A tab: its name, its title with a mnemonic, what it shows and its keys.

    `widget` names the class of what is on it, below `explorer.desktop`; a chart has its `kind`
    instead. `follows` says whether it is made with what is shown, `offered` whether there is
    anything on it: else it has no tab, and `off` says why. Where not all pages find room for a tab,
    those that are looked at `seldom` go without first.
    """

    name: str
    title: str
    explained: str
    keys: tuple[str, ...] = ()
    widget: str = ""
    kind: Kind | None = None
    follows: bool = True
    offered: Callable[[Shown], bool] = lambda shown: True
    seldom: bool = False
    off: str = NO_RUN

    @property
    def action(self) -> str:
        """The name of the action that turns to it."""
        return f"show_{self.name}"

    def load(self) -> type[QWidget]:
        """Load the class of what is on it."""
        module, _, name = self.widget.rpartition(".")
        widget: type[QWidget] = getattr(import_module(f"explorer.desktop.{module}"), name)
        return widget

    def build(self, shown: Shown) -> QWidget:
        """Return what is on a page that is no chart, made anew."""
        widget: Callable[..., QWidget] = self.load()
        return widget(shown) if self.follows else widget()


def _has_run(shown: Shown) -> bool:
    return shown.run is not None


def has_workers(shown: Shown) -> bool:
    """Whether a run's calls can be spread over workers, or it is known what that brought."""
    if shown.run is None:
        return False
    plan = shown.run.plan
    workers = 0 if shown.cluster is None else len(shown.cluster.numbers)
    return workers > 1 or is_known(plan.kernel, of_workers(plan.dtype))


def _chart(kind: Kind) -> Page:
    return Page(
        kind.name,
        kind.title,
        kind.explained,
        kind.keys,
        kind=kind,
        offered=lambda shown: bool(shown.others) if kind.beside else _has_run(shown),
        off=_NONE_BESIDE if kind.beside else NO_RUN,
        seldom=kind.seldom,
    )


PAGES = (
    Page("lesson", "&Lesson", "Show what the chosen kernel teaches", ("Ctrl+L",),
         widget="source.lesson_page.LessonPage", follows=False),
    *map(_chart, KINDS),
    Page("map", "&Map", "Show the speed-up over size and thread count", ("Ctrl+7",),
         widget="charts.map_page.MapPage",
         offered=lambda shown: shown.run is not None and len(shown.run.plan.threads) > 1,
         off="It takes a run with several thread counts."),
    Page("changes", "Chan&ges", "Show what changed against the run it is compared with",
         widget="source.changes_page.ChangesPage", offered=lambda shown: bool(shown.others),
         off=_NONE_BESIDE),
    Page("why", "Wh&y", "Say what limits the selected point, line by line", ("Ctrl+I",),
         widget="asked.why_page.WhyPage", offered=_has_run),
    Page("code", "&Code", "Show the source of the kernel and its variants", ("Ctrl+U",),
         widget="source.code_page.CodePage"),
    Page("live", "Li&ve", "Show samples as they come, and their distribution", ("Ctrl+J",),
         widget="live.page.LivePage"),
    Page("history", "H&istory", "Find, open and compare the runs that were measured",
         ("Ctrl+H",), widget="history.page.HistoryPage", follows=False),
    Page("suite", "Suite", "Show the kernels of the folder as one table, and measure them all",
         widget="history.suite_page.SuitePage", offered=lambda shown: shown.folder is not None,
         off="It takes a folder of kernel files: File, Open Folder."),
    Page("trend", "Tre&nd", "Show how a time went over all kept runs, and where it changed",
         ("Ctrl+8",), widget="charts.trend_page.TrendPage", offered=_has_run, seldom=True),
    Page("callers", "Call&ers", "Say how several Python threads are served that call at once",
         widget="asked.callers_page.CallersPage", offered=_has_run, seldom=True),
    Page("workers", "Workers", "Say when it pays to spread a call over workers of the cluster",
         widget="asked.workers_page.WorkersPage", offered=has_workers, seldom=True,
         off="It takes a run, and a cluster of two workers or more, or what was found out before."),
    Page("output", "&Output", "Show what the measured code printed",
         widget="source.output_page.OutputPage",
         offered=lambda shown: shown.run is not None and bool(shown.run.output),
         off="No measured code has printed anything."),
)  # fmt: skip
