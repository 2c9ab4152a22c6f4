"""What `roofline` can be asked for."""

from pathlib import Path

from explorer.commands.parsers.parser import SAVED_RUN, Parser

DESCRIPTION = """\
Count the operations and bytes of a saved run's variants, and say how near to what this
machine was measured to do at best they are. For runs that were made on this machine."""

EXAMPLES = """\
examples:
  numba-explorer roofline triad.json
  numba-explorer roofline mine.json --source my.py:simulate --output roofline.svg"""


def add(parser: Parser) -> None:
    """Add what `roofline` can be asked for."""
    parser.add_argument("run", metavar="RUN", help=SAVED_RUN)
    parser.add_argument(
        "--source",
        metavar="KERNEL",
        help="the file, or path.py:function, that was measured; needed for one's own",
    )
    parser.add_argument("--output", type=Path, metavar="FILE.svg", help="draw it into an SVG file")
    parser.add_argument("--json", action="store_true", help="print what was counted as JSON")
