"""`numba-explorer kernels`: the catalogue as a list."""

import argparse

from explorer.commands.answers import OK, say
from explorer.commands.columns import columns
from explorer.kernels.finding import catalogue


def kernels(options: argparse.Namespace) -> int:
    """Print the catalogue, or what its claims come to here, and return the exit status."""
    if options.verify is not None:
        from explorer.commands.verify import verify  # loads Numba

        return verify(options.verify, options.budget_s)
    rows = [("Kernel", "Group", "Title", "Question")]
    rows += [(kernel.name, kernel.group, kernel.title, kernel.question) for kernel in catalogue()]
    say(columns(rows))
    return OK
