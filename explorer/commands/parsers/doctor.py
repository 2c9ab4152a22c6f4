"""What `doctor` can be asked for."""

from explorer.commands.parsers.parser import Parser

DESCRIPTION = """\
Measure how fine this machine can see now: known differences, the clock, calls, and
the threading layers. The report suits a bug report."""
EXAMPLES = ""


def add(parser: Parser) -> None:
    """Add what `doctor` can be asked for."""
    parser.add_argument(
        "--progress",
        action="store_true",
        help="say on standard error what is measured next, also where that is no terminal",
    )
