"""What `compare` can be asked for."""

from pathlib import Path

from explorer.commands.parsers.parser import SAVED_RUN, Parser, factor

DESCRIPTION = """\
Say what changed from one saved run to another. A change is sure only where it is seen in several
processes of each (measure with --repeat), beyond what chance brings about in any of the points,
and not in the other variants alike, as on a machine that changed."""

EXAMPLES = """\
exit status:
  0  nothing is surely slower than --fail-above allows, or that was not given
  1  with --fail-above: something is, or has no right result any more
  2  the request cannot be carried out; one line says why

examples:
  numba-explorer measure mine.py:f --sizes 1e4,1e6 --repeat 6 --output before.json
  numba-explorer compare before.json now.json --fail-above 1.05 --markdown
  numba-explorer compare "before the rewrite" 3fa2     # runs of the history"""


def add(parser: Parser) -> None:
    """Add what `compare` can be asked for."""
    parser.add_argument("before", metavar="BEFORE", help=SAVED_RUN)
    parser.add_argument("now", metavar="NOW", help="a later one of the same kernel")
    parser.add_argument(
        "--fail-above",
        type=factor,
        metavar="RATIO",
        help="exit with 1 where a point surely takes at least so many times as long, as in 1.05, "
        "or has no right result any more; without it never",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print Markdown, for a pull request")
    form.add_argument("--json", action="store_true", help="print JSON, for other programs")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="save a test report, too")
