"""What `kernels` can be asked for."""

from explorer.commands.parsers.groups import add_options
from explorer.commands.parsers.parser import Parser
from explorer.measure.options import table

DESCRIPTION = "List the kernels that can be measured."
EXAMPLES = ""


def add(parser: Parser) -> None:
    """Add what `kernels` can be asked for."""
    parser.add_argument(
        "--verify",
        nargs="*",
        metavar="NAME",
        help="measure these kernels, or all, and say whether what their lessons claim holds here",
    )
    add_options(parser, {"budget_s": table()["budget_s"]})
