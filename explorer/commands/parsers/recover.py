"""What `recover` can be asked for."""

from explorer.commands.parsers.groups import add_outputs
from explorer.commands.parsers.parser import Parser, reader

DESCRIPTION = """\
List the runs whose program crashed or was killed; print or save one of them. What is
saved as .json is not listed any more. Runs that ended are in the history."""
EXAMPLES = ""


def add(parser: Parser) -> None:
    """Add what `recover` can be asked for."""
    parser.add_argument("run", nargs="?", type=reader(int), metavar="NUMBER", help="in the list")
    add_outputs(parser)
    parser.add_argument("--discard", action="store_true", help="remove it for good")
