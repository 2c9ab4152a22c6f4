"""Keeping what was measured, the moment it is over."""

from collections.abc import Callable
from pathlib import Path

from explorer.atomic import SaveError
from explorer.history.archive import Archive, HistoryError, source_of
from explorer.results.journal import Journal
from explorer.results.record import Run


def keep(run: Run) -> str:
    """Keep a run in the user's history; return a sentence where that did not work, else nothing."""
    if not any(record.estimate for record in run.points.values()):
        return ""
    return _kept(lambda archive: archive.keep(run, source_of(run)))


def settle(run: Run | None, journal: Journal) -> str:
    """Keep a run, as `keep`; its journal goes when it is in the history, and is put away if not."""
    trouble = keep(run) if run is not None else ""
    if run is None or trouble:
        journal.put_away()
    else:
        journal.discard()
    return trouble


def keep_journal(path: Path) -> str:
    """Keep the run of a journal that was put away; it stays where that does not work."""
    return _kept(lambda archive: archive.take_in(path))


def _kept(keep: Callable[[Archive], object]) -> str:
    try:
        archive = Archive()
        keep(archive)
        archive.prune()
    except (SaveError, HistoryError) as error:
        return f"The run is not in the history: {error}"
    return ""
