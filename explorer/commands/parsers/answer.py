"""What `answer` can be asked for."""

from explorer.commands.parsers.parser import SAVED_RUN, Parser

DESCRIPTION = """\
Print what a saved run says: what to use from which size on, how surely, and why."""
EXAMPLES = ""


def add(parser: Parser) -> None:
    """Add what `answer` can be asked for."""
    parser.add_argument("run", metavar="RUN", help=SAVED_RUN)
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="print the facts, with intervals, for other programs"
    )
    form.add_argument(
        "--rule", action="store_true", help="print a Python function that picks a variant by size"
    )
