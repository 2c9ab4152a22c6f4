"""The run that a word of the command line names: a file's, or one of the history."""

from pathlib import Path

from explorer.commands.answers import CommandError
from explorer.history.archive import Archive, HistoryError
from explorer.history.index import Wanted
from explorer.regular import is_file
from explorer.results.opening import open_run
from explorer.results.record import Run


def saved_run(named: str) -> Run:
    """Return the run of a file, or of the history by its name or how its id begins.

    Of several of one name it is the newest. Raises RefusedError.
    """
    path = Path(named)
    try:
        if is_file(path) or not named.isprintable():
            return open_run(path)
        archive = Archive()
        found = archive.find(Wanted(name=named))
        if not found and (len(path.parts) > 1 or path.suffix):
            return open_run(path)
        return archive.run(found[0] if found else archive.get(named.lower()))
    except HistoryError as error:
        raise CommandError(f"There is no file “{named}”. {error}") from error
