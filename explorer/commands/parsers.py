"""What can be asked for on the command line: options, their help, and examples."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from explorer.commands.answers import PROGRAM, CommandError
from explorer.measure.options import LAYERS, Option, table
from explorer.measure.plan import Asked
from explorer.results.formats import FOREIGN, PLOT, REPORT, RUN, TABLE, endings
from explorer.version import __version__

_DESCRIPTION = """\
Measure what Numba's decorator options and threads are worth, and see it while it is measured.

Without a command it opens the window. Commands, each with a --help of its own:
  measure KERNEL   measure without a window: table, files
  answer RUN.json  what a saved run says; as facts with --json, as Python with --rule
  compare A B      what changed from one saved run to another; for CI
  history          the runs that were measured: list, search, show, save, compare
  kernels          list the kernels that can be measured
  recover          list runs that were cut off, and save them
  why KERNEL       say what limits a variant, line by line
  callers KERNEL   how several Python threads are served that call at once
  roofline RUN     flop/s of a saved run below what this machine can do at best
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
  numba-explorer measure --extend sum.json --sizes 3e4,5e4 --output sum.json
  numba-explorer measure my_kernel.py --variants loop,fast --baseline loop --output my.json"""

_COMPARE = """\
Say what changed from one saved run to another. A change is sure only where it is seen in several
processes of each (measure with --repeat), beyond what chance brings about in any of the points,
and not in the other variants alike, as on a machine that changed."""

_COMPARE_EXAMPLES = """\
exit status:
  0  nothing is surely slower than --fail-above allows
  1  something is, or has no right result any more
  2  the request cannot be carried out; one line says why

examples:
  numba-explorer measure mine.py:f --sizes 1e4,1e6 --repeat 6 --output before.json
  numba-explorer compare before.json now.json --fail-above 1.05 --markdown"""

_HISTORY = """\
Every run is kept the moment it is over, of the window and of `measure`. An id may be shortened. A
run with a star or a name stays when the history is full (1 GiB)."""

_HISTORY_EXAMPLES = """\
examples:
  numba-explorer history                            # the newest 50
  numba-explorer history list sum fastmath          # those that hold both words
  numba-explorer history show 3fa2                  # the table and the answer
  numba-explorer history show 3fa2 --output run.json
  numba-explorer history name 3fa2 before the rewrite
  numba-explorer history note 3fa2 on battery"""

_PLOTS, _DATA = " ".join(endings(PLOT)), " ".join(endings(RUN, REPORT, TABLE, FOREIGN))


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
    _add_options(parser, table(Asked))
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
        nargs="?",
        help="a kernel's name, a kernel file, a function of any file: path.py:function, or a "
        "folder: its files are measured one after the other, within one --budget",
    )
    _add_options(parser, table(Asked))
    _add_arguments(parser)
    _add_capture(parser)
    parser.add_argument(
        "--extend",
        type=Path,
        metavar="RUN.json",
        help="add sizes, threads or variants to a saved run of this machine; KERNEL is the run's, "
        "and is to be named only where it is a file of your own",
    )
    parser.add_argument(
        "--against",
        type=_text,
        metavar="NAME",
        help="say what changed against the newest run of this kernel that has this name",
    )
    beside = parser.add_mutually_exclusive_group()
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
    parser.add_argument(
        "--fail-above",
        type=_factor,
        metavar="RATIO",
        help="with --before or --python, exit with 1 where a point surely takes more than so many "
        "times as long",
    )
    _add_cluster(parser)
    _add_outputs(parser)
    return parser


def answer() -> argparse.ArgumentParser:
    """Return the parser of `answer`."""
    parser = _Parser(
        f"{PROGRAM} answer",
        "Print what a saved run says: what to use from which size on, how surely, and why.",
    )
    parser.add_argument("run", type=Path, metavar="RUN.json", help="a saved run")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="print the facts, with intervals, for other programs"
    )
    form.add_argument(
        "--rule", action="store_true", help="print a Python function that picks a variant by size"
    )
    return parser


def compare() -> argparse.ArgumentParser:
    """Return the parser of `compare`."""
    parser = _Parser(f"{PROGRAM} compare", _COMPARE, _COMPARE_EXAMPLES)
    parser.add_argument("before", type=Path, metavar="BEFORE", help="a saved run")
    parser.add_argument("now", type=Path, metavar="NOW", help="a later one of the same kernel")
    parser.add_argument(
        "--fail-above",
        type=_factor,
        metavar="RATIO",
        help="exit with 1 where a point surely takes more than so many times as long (1.05)",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print Markdown, for a pull request")
    form.add_argument("--json", action="store_true", help="print JSON, for other programs")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="save a test report, too")
    return parser


def _factor(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value < 1000:
        raise argparse.ArgumentTypeError(f"“{text}” is no ratio from 1 on, such as 1.05")
    return value


def history() -> argparse.ArgumentParser:
    """Return the parser of `history`."""
    parser = _Parser(f"{PROGRAM} history", _HISTORY, _HISTORY_EXAMPLES)
    parser.add_argument(
        "do",
        nargs="?",
        default="list",
        choices=(
            "list",
            "show",
            "source",
            "star",
            "name",
            "note",
            "tag",
            "delete",
            "restore",
            "trend",
        ),
        metavar="list|show|source|star|name|note|tag|delete|restore|trend",
        help="what to do (list)",
    )
    parser.add_argument(
        "words", nargs="*", type=_text, metavar="WORD", help="a search, or an id and a text"
    )
    parser.add_argument(
        "--kernel", type=_text, metavar="NAME", help="list runs of this kernel only"
    )
    parser.add_argument("--starred", action="store_true", help="list starred runs only")
    parser.add_argument("--limit", type=int, default=50, help="how many are listed (50)")
    parser.add_argument("--variant", metavar="NAME", help="trend: of this one (the recommended)")
    parser.add_argument("--size", type=_reader(float), metavar="N", help="trend: at this size")
    parser.add_argument("--threads", type=_reader(int), metavar="K", help="trend: with so many")
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")
    _add_outputs(parser)
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
    _add_options(parser, {"budget_s": table()["budget_s"]})
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


def why() -> argparse.ArgumentParser:
    """Return the parser of `why`."""
    parser = _Parser(
        f"{PROGRAM} why",
        "Say what limits a variant: where its time goes, line by line, and what the compiler made\n"
        "of its loops. Nothing is measured for a run meanwhile.",
        "examples:\n"
        "  numba-explorer why sum --variant jit_nopython --size 1e4\n"
        "  numba-explorer why my.py:simulate --variant njit --size 1000 --json",
    )
    parser.add_argument(
        "kernel",
        metavar="KERNEL",
        help="a kernel's name, a kernel file, or a function of any file: path.py:function",
    )
    parser.add_argument("--variant", required=True, metavar="NAME", help="which variant")
    parser.add_argument("--size", required=True, metavar="N", help="at which size, as in 1e4")
    parser.add_argument(
        "--threads", type=_reader(int), metavar="K", help="with how many threads (default: all)"
    )
    parser.add_argument("--dtype", metavar="DTYPE", help="as in float32")
    parser.add_argument(
        "--anew", action="store_true", help="find out anew what was found out before"
    )
    _add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def roofline() -> argparse.ArgumentParser:
    """Return the parser of `roofline`."""
    parser = _Parser(
        f"{PROGRAM} roofline",
        "Count the operations and bytes of a saved run's variants, and say how near to what this\n"
        "machine was measured to do at best they are. For runs that were made on this machine.",
        "examples:\n"
        "  numba-explorer roofline triad.json\n"
        "  numba-explorer roofline mine.json --source my.py:simulate --output roofline.svg",
    )
    parser.add_argument("run", type=Path, metavar="RUN.json", help="a saved run")
    parser.add_argument(
        "--source",
        metavar="KERNEL",
        help="the file, or path.py:function, that was measured; needed for one's own",
    )
    parser.add_argument("--output", type=Path, metavar="FILE.svg", help="draw it into an SVG file")
    parser.add_argument("--json", action="store_true", help="print what was counted as JSON")
    return parser


def callers() -> argparse.ArgumentParser:
    """Return the parser of `callers`."""
    parser = _Parser(
        f"{PROGRAM} callers",
        "Say how a compiled function serves several Python threads that call it at once, as those\n"
        "of a web server or of Dask do: holding the GIL, and compiled with nogil=True.",
        "examples:\n"
        "  numba-explorer callers sum --variants jit_nopython,parallel_prange --size 1e5\n"
        "  numba-explorer callers my.py:simulate --variants njit --size 1000 --callers 1,2,4,8",
    )
    parser.add_argument("kernel", metavar="KERNEL", help="a kernel, a file, or path.py:function")
    parser.add_argument("--size", default="1e5", metavar="N", help="at which size (1e5)")
    parser.add_argument("--callers", default="1,2", metavar="K", help="how many at once (1,2)")
    parser.add_argument("--variants", type=_names, metavar="NAMES", help="with commas between")
    parser.add_argument(
        "--threads", type=_reader(int), metavar="K", help="threads of a parallel call (all)"
    )
    parser.add_argument("--layer", choices=LAYERS, help="the threading layer")
    _add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")
    return parser


def recover() -> argparse.ArgumentParser:
    """Return the parser of `recover`."""
    parser = _Parser(
        f"{PROGRAM} recover",
        "List the runs whose program crashed or was killed; print or save one of them. What is\n"
        "saved as .json is not listed any more. Runs that ended are in the history.",
    )
    parser.add_argument("run", nargs="?", type=_reader(int), metavar="NUMBER", help="in the list")
    _add_outputs(parser)
    parser.add_argument("--discard", action="store_true", help="remove it for good")
    return parser


def _add_cluster(parser: argparse.ArgumentParser) -> None:
    """Add what it takes to measure on other machines."""
    group = parser.add_argument_group("on other machines (needs numba-explorer[cluster])")
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="measure on a Dask cluster: its scheduler as in tcp://host:8786, a scheduler file, or "
        "“local” for one worker on this machine",
    )
    group.add_argument(
        "--hosts", type=_names, default=(), metavar="NAMES", help="on which of its hosts, or all"
    )
    for name, what in (
        ("ca-file", "the authority"),
        ("cert", "our certificate"),
        ("key", "its key"),
    ):
        group.add_argument(f"--tls-{name}", type=Path, metavar="FILE", help=f"for tls://: {what}")
    group.add_argument(
        "--insecure", action="store_true", help="allow another machine without encryption"
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what a function of a file is called with."""
    parser.add_argument(
        "--argument",
        type=_assignment,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a function's argument, a Python expression of n and rng, as in x=rng.random(n)",
    )
    parser.set_defaults(capture=None, scale=[])  # unless `_add_capture` lets them be given


def _add_capture(parser: argparse.ArgumentParser) -> None:
    """Add a script whose call of the function gives the arguments."""
    parser.add_argument(
        "--capture",
        metavar="SCRIPT",
        help="run a script of yours until it calls the function, and measure with what it gives "
        "it; the script's own arguments may follow in the same quotes, as in 'run.py --fast'",
    )
    parser.add_argument(
        "--scale",
        metavar="NAME[:AXIS]",
        action="append",
        default=[],
        help="with --capture: give this argument n items along an axis, the first unless another "
        "is named; a number becomes n; may be repeated",
    )


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    """Add where a run is saved to."""
    parser.add_argument(
        "--output",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="PATH",
        help=f"save a plot ({_PLOTS}) or the run ({_DATA}); may be repeated",
    )


def _add_options(parser: argparse.ArgumentParser, options: Mapping[str, Option]) -> None:
    """Add what can be asked of a plan; what is not given is None."""
    for name, option in options.items():
        default = getattr(Asked, name)
        words = option.words
        parser.add_argument(
            option.flag,
            dest=name,
            metavar=option.metavar or None,
            type=_reader(option.read),
            choices=words or None,
            help=option.explained + ("" if default is None else f" (default: {_short(default)})"),
        )


def _short(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def _reader(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def reads(text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            kind = "whole number" if read is int else "number"
            raise argparse.ArgumentTypeError(f"“{text}” is not a {kind}") from error

    return reads


def _text(word: str) -> str:
    """See that a word is text: the system hands on whatever bytes it was given."""
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(f"“{word}” is not UTF-8 text") from error
    return word


def _assignment(text: str) -> tuple[str, str]:
    name, equals, expression = text.partition("=")
    if not equals or not name.strip().isidentifier() or not expression.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is not like x=rng.random(n)")
    return name.strip(), expression.strip()


def asked(given: argparse.Namespace) -> dict[str, Any]:
    """Return what was given of the plan, by the names of `plan.Asked`, as `asking.read`."""
    found = {name: getattr(given, name) for name in table(Asked)}
    return {name: value for name, value in found.items() if value is not None}
