"""What `measure` can be asked for."""

from pathlib import Path

from explorer.commands.parsers.groups import (
    add_arguments,
    add_capture,
    add_cluster,
    add_options,
    add_outputs,
)
from explorer.commands.parsers.parser import Parser, factor, otherwise, text
from explorer.measure.options import table
from explorer.measure.plan import Asked

DESCRIPTION = """\
Measure a kernel without a window. The table goes to standard output, the progress to standard
error (only on a terminal). Ctrl+C stops and keeps what was measured."""

EXAMPLES = """\
exit status:
  0  all was measured; points skipped for time or memory, and variants that are wrong on
     purpose, included
  1  some points failed or are wrong; they are listed. With --fail-above: something is surely
     slower, or has no right result any more
  2  the request cannot be carried out, or what is compared has no point in common; one line
     says why

examples:
  numba-explorer measure sum
  numba-explorer measure triad --sizes 1e4,1e6 --threads 1,2 --budget 5 --output triad.png
  numba-explorer measure sum --sizes 1e4 --repeat 6
  numba-explorer measure --extend sum.json --sizes 3e4,5e4 --output sum.json
  numba-explorer measure my_kernel.py --variants loop,fast --baseline loop --output my.json"""


def add(parser: Parser) -> None:
    """Add what `measure` can be asked for."""
    parser.add_argument(
        "kernel",
        metavar="KERNEL",
        nargs="?",
        help="a kernel's name, a kernel file, a function of any file: path.py:function, or a "
        "folder: its files are measured one after the other, within one --budget",
    )
    add_options(parser, table(Asked))
    parser.add_argument(
        "--callers",
        metavar="NUMBERS",
        help="afterwards let so many Python threads call each variant at once, as in 1,2,4",
    )
    add_arguments(parser)
    add_capture(parser)
    parser.add_argument(
        "--extend",
        type=Path,
        metavar="RUN.json",
        help="add sizes, threads or variants to a saved run of this machine; KERNEL is the run's, "
        "and is to be named only where it is a file of your own",
    )
    beside = parser.add_mutually_exclusive_group()
    beside.add_argument(
        "--against",
        type=text,
        metavar="NAME",
        help="say what changed against the newest run of this kernel that has this name",
    )
    beside.add_argument(
        "--before",
        metavar="SOURCE",
        help="measure an earlier source beside this one, by turns, and say what changed: a Python "
        "file, a commit of git, a saved or named run whose source is in the history",
    )
    beside.add_argument(
        "--python",
        type=Path,
        metavar="PATH",
        help="measure with the Python of another environment beside this one, by turns",
    )
    beside.add_argument(
        "--other",
        type=otherwise,
        action="append",
        metavar="OPTION=VALUE",
        help="measure with another threading layer or placement of threads beside this one, by "
        "turns, as in layer=workqueue or binding=spread; may be repeated",
    )
    parser.add_argument(
        "--interpreter",
        type=Path,
        metavar="PATH",
        help="measure a file of your own with the Python of another environment, which needs "
        "Numba; it is remembered for the file, for the window too, until “this” is given",
    )
    parser.add_argument(
        "--fail-above",
        type=factor,
        metavar="RATIO",
        help="with --against, --before, --python or --other, exit with 1 where a point surely "
        "takes at least so many times as long, or has no right result any more",
    )
    add_cluster(parser)
    add_outputs(parser)
