"""`numba-explorer recover`: runs that were not saved, of this program and of those that crashed."""

import argparse
from itertools import islice

from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, CommandError, complain, say
from explorer.commands.reporting import report
from explorer.results import journal, wording
from explorer.results.formats import holds_run
from explorer.results.journal import Kept

LISTED = range(1, 51)


def recover(options: argparse.Namespace) -> int:
    """List the runs, or print, save or remove one of them; returns the exit status."""
    outputs.check(options.output)
    if options.run is None:
        if options.output or options.discard:
            raise CommandError("Which run? Name its number in the list of numba-explorer recover.")
        _list()
        return OK
    found = _numbered(options.run)
    kernel = wording.kernel_of(found.run)
    failed = outputs.save(found.run, kernel, options.output)
    complain(*failed)
    if options.discard or (any(map(holds_run, options.output)) and not failed):
        journal.discard(found.path)
    elif not options.output:
        say(report(found.run, kernel))
    return REFUSED if failed else OK


def _list() -> None:
    runs = journal.kept(journal.default_folder())
    shown = [
        f"{n:>3}  {journal.in_words(found.run)}" for n, found in zip(LISTED, runs, strict=False)
    ]
    say("\n".join(shown) or "There is no run that was not saved.")
    if next(runs, None) is not None:
        print("     … and older ones, by their numbers.")


def _numbered(number: int) -> Kept:
    """The run of that number in the list; raises CommandError."""
    runs = journal.kept(journal.default_folder())
    found = next(islice(runs, number - 1, None), None) if number > 0 else None
    if found is None:
        raise CommandError(f"There is no run {number}; numba-explorer recover lists them.")
    return found
