"""The page that says when it pays to spread a call over workers of the connected cluster."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from explorer.desktop.asked.asking import FigurePage
from explorer.desktop.look.ask_head import AskHead
from explorer.desktop.look.laid import NONE, REST, in_column
from explorer.desktop.look.theme import theme_of
from explorer.desktop.own_program import naming
from explorer.desktop.shown import Shown
from explorer.history.found import known, of_workers
from explorer.kernels.kernel import Kernel
from explorer.measure.hosts import AtHand
from explorer.measure.plan import Plan
from explorer.results.pictures.looks import Theme
from explorer.results.pictures.shares import shares_picture
from explorer.workers.facts import Spread
from explorer.workers.text import sentences

EXPLAINED = (
    "Each worker computes a share of every call, on data that it makes and keeps. Ask what such "
    "calls take, at the sizes and with the variants of this run: how much of it is computing, "
    "waiting for the slowest, and sending; from which size on it pays, beside the best on one "
    "host; and with as much work for each as one has. It takes about half a minute; nothing is "
    "measured for a run meanwhile."
)
_NOT_AGAIN = "No cluster is connected, so it cannot be asked again."
BUDGET_S = 20


class WorkersPage(FigurePage[Spread]):
    """What is found out of the shown run's kernel on the connected cluster."""

    asks_here = False
    at_work = "Calls spread over workers are being timed."

    def __init__(self, shown: Shown) -> None:
        head = AskHead("Ask", "Find out when several workers pay")
        super().__init__(shown, head, EXPLAINED)
        self._file = Path()
        self.chart = SharesChart()
        inside = QWidget()
        in_column(self.text, self.chart, REST, of=inside, spacing=12, margins=NONE)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        self.column.addWidget(area, 1)

    def _draw(self, found: Spread | None) -> str:
        run = self._shown.run
        name = run.plan.kernel.name if run is not None else "a call"
        self.title.setText(f"{name} spread over workers")
        self.chart.show_known(found)
        if found is None:
            return ""
        again = () if self._shown.cluster is not None else (_NOT_AGAIN,)
        said = "\n".join((*sentences(found), *found.wrong, *again))
        self.chart.setAccessibleDescription(said)
        return said

    def words(self) -> list[str]:
        """The command that asks; nothing where that cannot be done."""
        run, kernel, cluster = self._shown.run, self._shown.kernel, self._shown.cluster
        if run is None or kernel is None or cluster is None:
            return []
        return _command(kernel, run.plan, cluster)

    def _known_before(self) -> Spread | None:
        """What was found out of this source last, on whatever cluster."""
        run = self._shown.run
        return None if run is None else known(run.plan.kernel, of_workers(run.plan.dtype), Spread)

    def _read(self, answer: bytes) -> Spread | None:
        with suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self._file.read_bytes(), type=Spread)
        return None

    def _begin(self, words: Sequence[str]) -> None:
        def with_file(folder: Path) -> list[str]:
            self._file = folder / "spread.json"
            return [*words, "--output", str(self._file)]

        self.program.begin_within(with_file)


def _command(kernel: Kernel, plan: Plan, cluster: AtHand) -> list[str]:
    reach = cluster.reach
    words = [*naming(kernel, "measure"), "--cluster", reach.address]
    for flag, path in (("ca-file", reach.ca_file), ("cert", reach.cert), ("key", reach.key)):
        words += [f"--tls-{flag}", str(path)] if path is not None else []
    words += ["--insecure"] if reach.insecure else []
    if len(cluster.hosts) >= max(cluster.numbers):
        words += ["--hosts", ",".join(host.name for host in cluster.hosts)]
    words += ["--workers", ",".join(map(str, cluster.numbers)), "--dtype", plan.dtype]
    words += ["--sizes", ",".join(map(str, plan.sizes)), "--threads", str(max(plan.threads))]
    there = [name for name in plan.variants if name in kernel.variant_names]
    return [*words, "--variants", ",".join(there), "--budget", str(BUDGET_S)]


WIDEST = 1100


class SharesChart(QWidget):
    """Draws what is known, in the colours of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.known: Spread | None = None
        self._drawn: tuple[Spread, Theme] | None = None
        self._renderer = QSvgRenderer(self)
        self.setAccessibleName("What calls of several workers take")

    def show_known(self, known: Spread | None) -> None:
        self.known = known
        self._fit()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._fit()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.known is not None and self._renderer.isValid():
            painter = QPainter(self)
            size = self._size()
            self._renderer.render(painter, QRectF(0, 0, size.width(), size.height()))

    def _fit(self) -> None:
        """Have the picture as it is now, and its height."""
        if self.known is None:
            self.setFixedHeight(0)
            return
        wanted = (self.known, theme_of(self.palette()))
        if wanted != self._drawn:
            self._drawn = wanted
            self._renderer.load(shares_picture(*wanted).encode())
        self.setFixedHeight(self._size().height())

    def _size(self) -> QSize:
        width = min(self.width(), WIDEST)
        natural = self._renderer.defaultSize()
        return QSize(width, round(natural.height() * width / max(natural.width(), 1)))
