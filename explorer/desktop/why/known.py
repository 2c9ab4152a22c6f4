"""What was asked of the shown run's points before, on this machine, is known again."""

from __future__ import annotations

from explorer.desktop.shown import Shown
from explorer.measure import machine
from explorer.results.record import Run
from explorer.why.kept import Answers


class Known:
    """Looks for answers that are kept on disk, once for each run."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._looked: object = None

    def look(self) -> None:
        """Let it be known what is kept of the shown run, unless that was looked for."""
        run, kernel = self._shown.run, self._shown.kernel
        if run is None or kernel is None or not run.finished:
            return
        which = run.created, run.continued
        if self._looked == which:
            return
        self._looked = which
        if not _is_of_here(run) or kernel.sha256 != run.plan.kernel.sha256:
            return
        answers, names = Answers(kernel), kernel.variant_names
        points = [point for point in run.points if point.variant in names]
        kept = {p: answers.kept(p.variant, p.size, p.threads, run.plan.dtype) for p in points}
        self._shown.know(
            {p: why for p, why in kept.items() if why is not None and p not in self._shown.answers}
        )


def _is_of_here(run: Run) -> bool:
    return bool(run.machine.get("cpu") == machine.facts()["cpu"])
