"""What `why` can be asked for."""

from explorer.commands.parsers.groups import add_arguments
from explorer.commands.parsers.parser import Parser, reader

DESCRIPTION = """\
Say what limits a variant: where its time goes, line by line, and what the compiler made
of its loops. Nothing is measured for a run meanwhile."""

EXAMPLES = """\
examples:
  numba-explorer why sum --variant jit_nopython --size 1e4
  numba-explorer why my.py:simulate --variant njit --size 1000 --json"""


def add(parser: Parser) -> None:
    """Add what `why` can be asked for."""
    parser.add_argument(
        "kernel",
        metavar="KERNEL",
        help="a kernel's name, a kernel file, or a function of any file: path.py:function",
    )
    parser.add_argument("--variant", required=True, metavar="NAME", help="which variant")
    parser.add_argument("--size", required=True, metavar="N", help="at which size, as in 1e4")
    parser.add_argument(
        "--threads", type=reader(int), metavar="K", help="with how many threads (default: all)"
    )
    parser.add_argument("--dtype", metavar="DTYPE", help="as in float32")
    parser.add_argument(
        "--anew", action="store_true", help="find out anew what was found out before"
    )
    parser.add_argument(
        "--assembly", action="store_true", help="also the instructions of the loop that runs most"
    )
    add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--follow",
        action="store_true",
        help="with --json: an object a line, each time that more is known, with all that is known",
    )
