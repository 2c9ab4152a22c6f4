"""What the command without a name can be asked for: it opens the window."""

from pathlib import Path

from explorer.commands.answers import PROGRAM
from explorer.commands.parsers.groups import DATA, PLOTS, add_options
from explorer.commands.parsers.parser import Parser
from explorer.measure.options import table
from explorer.measure.plan import Asked
from explorer.version import __version__

DESCRIPTION = """\
Measure what Numba's decorator options and threads are worth, and see it while it is measured.

Without a command it opens the window. Commands, each with a --help of its own:"""

EXAMPLES = """\
examples:
  numba-explorer
  numba-explorer --kernel sum --sizes 1e3:1e7 --threads 1,2 --run
  numba-explorer --kernel sum --run --save sum.png --save sum.json --quit
  numba-explorer sum.json
  numba-explorer measure sum --sizes 1e3:1e6 --output sum.svg --output sum.csv"""


def add(parser: Parser) -> None:
    """Add what can be asked for without a command."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a run or kernel file")
    parser.add_argument("--kernel", metavar="NAME", help="a kernel's name, or a kernel file")
    add_options(parser, table(Asked))
    parser.add_argument("--run", action="store_true", help="start measuring")
    parser.add_argument(
        "--save",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help=f"save the chart ({PLOTS}) or run ({DATA}) afterwards; may be repeated",
    )
    parser.add_argument("--quit", action="store_true", help="close the window after that")
    for verb, explained in (("install", "put the program into the desktop's menu"),
                            ("remove", "take it out of the menu again")):  # fmt: skip
        parser.add_argument(
            f"--{verb}-menu-entry",
            dest="menu_entry",
            action="store_const",
            const=verb,
            help=explained,
        )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
