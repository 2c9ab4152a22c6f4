"""What `history` can be asked for."""

from explorer.commands.parsers.groups import add_outputs
from explorer.commands.parsers.parser import Parser, text, whole
from explorer.results.pictures.trend import COLOURINGS

VERBS = (
    "list", "show", "source", "diff", "star", "name", "note", "tag", "delete", "restore", "trend",
)  # fmt: skip
"""What can be done with the history; `commands.history.DO` does it."""

DESCRIPTION = """\
Every run is kept the moment it is over, of the window and of `measure`. An id may be shortened. A
run with a star or a name stays when the history is full (1 GiB)."""

EXAMPLES = """\
examples:
  numba-explorer history                            # the newest 50
  numba-explorer history list sum fastmath          # those that hold both words
  numba-explorer history show 3fa2                  # the table and the answer
  numba-explorer history show 3fa2 --output run.json
  numba-explorer history diff 3fa2                  # its source against the one before
  numba-explorer history name 3fa2 before the rewrite
  numba-explorer history note 3fa2 on battery"""


def add(parser: Parser) -> None:
    """Add what `history` can be asked for."""
    parser.add_argument(
        "do",
        nargs="?",
        default="list",
        choices=VERBS,
        metavar="|".join(VERBS),
        help="what to do (list)",
    )
    parser.add_argument(
        "words", nargs="*", type=text, metavar="WORD", help="a search, or an id and a text"
    )
    parser.add_argument("--kernel", type=text, metavar="NAME", help="list runs of this kernel only")
    parser.add_argument("--starred", action="store_true", help="list starred runs only")
    parser.add_argument("--limit", type=whole, default=50, help="how many are listed (50)")
    parser.add_argument("--variant", metavar="NAME", help="trend: of this one (the recommended)")
    parser.add_argument("--size", type=whole, metavar="N", help="trend: at this size")
    parser.add_argument("--threads", type=whole, metavar="K", help="trend: with so many")
    parser.add_argument("--by", choices=COLOURINGS, help="trend: what colours tell apart")
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")
    add_outputs(parser)
