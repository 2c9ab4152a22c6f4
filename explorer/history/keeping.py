"""Keeping what was measured, the moment it is over."""

from pathlib import Path

from explorer.atomic import SaveError
from explorer.history.archive import Archive, HistoryError, source_of
from explorer.results.journal import Journal
from explorer.results.record import Run


def keep(run: Run) -> str:
    """Keep a run in the user's history; return a sentence where that did not work, else nothing."""
    if not any(record.estimate for record in run.points.values()):
        return ""
    try:
        archive = Archive()
        archive.keep(run, source_of(run))
        archive.prune()
    except (SaveError, HistoryError) as error:
        return f"The run is not in the history: {error}"
    return ""


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
    try:
        archive = Archive()
        archive.take_in(path)
        archive.prune()
    except (SaveError, HistoryError) as error:
        return f"The run is not in the history: {error}"
    return ""
