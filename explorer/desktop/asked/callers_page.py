"""The page that says how the selected variant serves several Python threads at once."""

from collections.abc import Sequence
from contextlib import suppress

import msgspec

from explorer.callers.facts import Callers
from explorer.callers.text import sentence
from explorer.desktop.asked.asking import FigurePage
from explorer.desktop.asked.callers_chart import CallersChart
from explorer.desktop.look.ask_head import AskHead
from explorer.desktop.own_program import naming
from explorer.desktop.shown import Shown
from explorer.history.found import known, of_callers
from explorer.kernels.kernel import Kernel
from explorer.measure.machine import most_threads
from explorer.measure.plan import Plan, Point
from explorer.measure.topology import default_threads
from explorer.results import wording
from explorer.results.called import called

EXPLAINED = (
    "A web server, Dask’s workers and thread pools call a compiled function from several Python "
    "threads at once. Whether more of them get more done depends on whether it holds the "
    "interpreter’s lock, and on threads of its own. Ask how the selected variant serves them: it "
    "is called in processes of their own, which takes some seconds; nothing is measured for a run "
    "meanwhile."
)
MOST_CALLERS = 16


class CallersPage(FigurePage[Callers]):
    """What is found out of the selected variant and size, or the run knows of them already."""

    at_work = "Several callers are being timed."

    def __init__(self, shown: Shown) -> None:
        head = AskHead("Ask", "Find out how several callers are served")
        super().__init__(shown, head, EXPLAINED)
        self.chart = CallersChart()
        self.column.addWidget(self.text)
        self.column.addWidget(self.chart, 1)
        shown.point_changed.connect(self.update_text)

    def _draw(self, found: Callers | None) -> str:
        run, point = self._shown.run, self._point()
        self.title.setText("Several callers")
        if run is not None and point is not None:
            at = wording.at(run, point.size)
            self.title.setText(f"Several callers of {point.variant} at {at}")
        self.chart.show_known(found if found is not None and not found.failed else None)
        if found is None:
            return ""
        self.chart.setAccessibleDescription(sentence(found))
        return " ".join([sentence(found), *found.left_behind])

    def _point(self) -> Point | None:
        """The selected point, else one of the baseline at the largest size."""
        run = self._shown.run
        if run is None or self._shown.point is not None:
            return self._shown.point
        return Point(run.plan.baseline.variant, run.plan.sizes[-1], 1)

    def _known_before(self) -> Callers | None:
        """What the shown run knows already."""
        run, point = self._shown.run, self._point()
        if run is None or point is None:
            return None
        wanted = (point.variant, point.size)
        of_run = next((one for one in called(run) if (one.variant, one.size) == wanted), None)
        if of_run is not None:
            return of_run
        about = of_callers(
            point.variant, point.size, most_threads(), run.plan.dtype, run.plan.layer
        )
        return known(run.plan.kernel, about, Callers)

    def words(self) -> Sequence[str]:
        """The command that asks about the selected variant; nothing where that cannot be done."""
        run, kernel, point = self._shown.run, self._shown.kernel, self._point()
        if run is None or kernel is None or point is None:
            return ()
        return _command(kernel, point, run.plan) if point.variant in kernel.variant_names else ()

    def _read(self, answer: bytes) -> Callers | None:
        with suppress(msgspec.DecodeError):
            found = msgspec.json.decode(answer, type=list[Callers])
            return found[0] if found else None
        return None


def _command(kernel: Kernel, point: Point, plan: Plan) -> list[str]:
    numbers = default_threads(min(most_threads(), MOST_CALLERS))
    words = ["--json", "--variants", point.variant, "--size", str(point.size)]
    words += ["--threads", str(most_threads()), "--callers", ",".join(map(str, numbers))]
    words += ["--dtype", plan.dtype, *(["--layer", plan.layer] if plan.layer else [])]
    return [*naming(kernel, "callers"), *words]
