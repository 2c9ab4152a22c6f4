"""What was asked of the shown run's points before is known again."""

from explorer.desktop.shown import Shown
from explorer.results.asked import asked


class Known:
    """Looks for answers that are kept, once for each run."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._looked: object = None

    def look(self) -> None:
        """Let it be known what is kept of the shown run, unless that was looked for."""
        run, kernel = self._shown.run, self._shown.kernel
        if run is None or not run.finished:
            return
        which = run.created, run.continued, kernel
        if self._looked == which:
            return
        self._looked = which
        kept = asked(run, kernel)
        self._shown.know({p: why for p, why in kept.items() if p not in self._shown.answers})
