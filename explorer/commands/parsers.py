"""What can be asked for on the command line: options, their help, and examples."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import NoReturn

from explorer import __version__
from explorer.commands.answers import PROGRAM, CommandError
from explorer.results.formats import PLOT, RUN, TABLE, endings

_DESCRIPTION = """\
Measure what Numba's decorator options and threads are worth, and see it while it is measured.

Without a command it opens the window. Commands, each with a --help of its own:
  measure KERNEL   measure without a window: table, files
  kernels          list the kernels that can be measured
  doctor           say how fine this machine can see now, for a bug report"""

_EXAMPLES = """\
examples:
  numba-explorer
  numba-explorer --kernel sum --sizes 1e3:1e7 --threads 1,2 --run
  numba-explorer --kernel sum --run --save sum.png --save sum.json --quit
  numba-explorer sum.json
  numba-explorer measure sum --sizes 1e3:1e6 --output sum.svg --output sum.csv"""

_MEASURE = """\
Measure a kernel without a window. The table goes to standard output, the progress to standard
error (only on a terminal). Ctrl+C stops and keeps what was measured."""

_MEASURE_EXAMPLES = """\
exit status:
  0  all was measured; points skipped for time or memory, and variants that are wrong on
     purpose, included
  1  some points failed or are wrong; they are listed
  2  the request cannot be carried out; one line says why

examples:
  numba-explorer measure sum
  numba-explorer measure triad --sizes 1e4,1e6 --threads 1,2 --budget 5 --output triad.png
  numba-explorer measure sum --sizes 1e4 --repeat 6
  numba-explorer measure my_kernel.py --variants loop,fast --baseline loop --output my.json"""

_PLOTS, _DATA = " ".join(endings(PLOT)), " ".join(endings(RUN, TABLE))


class _Parser(argparse.ArgumentParser):
    """A parser that answers a request it does not understand with one line."""

    def __init__(self, program: str, description: str, examples: str = "") -> None:
        super().__init__(
            prog=program,
            description=description,
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message}; see {self.prog} --help.")


def window() -> argparse.ArgumentParser:
    """Return the parser of the command without a name, which opens the window."""
    parser = _Parser(PROGRAM, _DESCRIPTION, _EXAMPLES)
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a run or kernel file")
    parser.add_argument("--kernel", metavar="NAME", help="a kernel's name, or a kernel file")
    _add_setup(parser)
    parser.add_argument("--run", action="store_true", help="start measuring")
    parser.add_argument(
        "--save",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help=f"save the chart ({_PLOTS}) or run ({_DATA}) afterwards; may be repeated",
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
    return parser


def measure() -> argparse.ArgumentParser:
    """Return the parser of `measure`."""
    parser = _Parser(f"{PROGRAM} measure", _MEASURE, _MEASURE_EXAMPLES)
    parser.add_argument(
        "kernel",
        metavar="KERNEL",
        help="a kernel's name, a kernel file, or a function of any file: path.py:function",
    )
    _add_setup(parser)
    parser.add_argument(
        "--argument",
        type=_assignment,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a function's argument, a Python expression of n and rng, as in x=rng.random(n)",
    )
    parser.add_argument(
        "--points-per-decade", type=_number, default=2, metavar="N", help="of a range (default: 2)"
    )
    parser.add_argument(
        "--precision",
        type=_number,
        default=0.02,
        metavar="SHARE",
        help="wanted half-width of the interval over the median (default: 0.02)",
    )
    _add_budget(parser)
    parser.add_argument(
        "--call-limit",
        type=_positive,
        default=0.5,
        metavar="SECONDS",
        help="a call predicted to take longer is not made (default: 0.5)",
    )
    parser.add_argument(
        "--baseline", metavar="VARIANT[@THREADS]", help="what speed-ups are relative to"
    )
    parser.add_argument(
        "--layer", choices=("tbb", "omp", "workqueue"), help="Numba's threading layer"
    )
    parser.add_argument(
        "--process",
        choices=("auto", "here", "separate"),
        default="auto",
        help="where to measure: in this process, in one of its own, or (default) as needed",
    )
    parser.add_argument(
        "--repeat",
        type=_whole,
        default=1,
        metavar="N",
        help="do all of it in N fresh processes, each with its own compiling and budget, and show "
        "what they differ by; 6 or more tell it surely (default: 1)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="PATH",
        help=f"save a plot ({_PLOTS}) or the run ({_DATA}); may be repeated",
    )
    return parser


def kernels() -> argparse.ArgumentParser:
    """Return the parser of `kernels`."""
    parser = _Parser(f"{PROGRAM} kernels", "List the kernels that can be measured.")
    parser.add_argument(
        "--verify",
        nargs="*",
        metavar="NAME",
        help="measure these kernels, or all, and say whether what their lessons claim holds here",
    )
    _add_budget(parser)
    return parser


def doctor() -> argparse.ArgumentParser:
    """Return the parser of `doctor`."""
    parser = _Parser(
        f"{PROGRAM} doctor",
        "Measure how fine this machine can see now: known differences, the clock, calls, and\n"
        "the threading layers. The report suits a bug report.",
    )
    parser.add_argument(
        "--progress",
        action="store_true",
        help="say on standard error what is measured next, also where that is no terminal",
    )
    return parser


def _add_setup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", metavar="SIZES", help="as in 1e3:1e7 or 16,64,256")
    parser.add_argument("--threads", metavar="THREADS", help="as in 1,2 or 1:4 or all")
    parser.add_argument("--variants", type=_names, metavar="NAMES", help="with commas between")
    parser.add_argument("--dtype", metavar="DTYPE", help="as in float32")


def _add_budget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--budget",
        type=_number,
        default=10.0,
        metavar="SECONDS",
        help="seconds of measuring a kernel, compiling apart (default: 10)",
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


def _assignment(text: str) -> tuple[str, str]:
    name, equals, expression = text.partition("=")
    if not equals or not name.strip().isidentifier() or not expression.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is not like x=rng.random(n)")
    return name.strip(), expression.strip()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number") from error


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number") from error


def _positive(text: str) -> float:
    value = _number(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"“{text}” is not a positive number")
    return value
