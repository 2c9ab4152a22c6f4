"""Options that several commands have: of the plan, of functions, of saving, of clusters."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.commands.parsers.parser import Parser, assignment, reader, whole
from explorer.measure.options import Option, table
from explorer.measure.plan import Asked
from explorer.results.formats import FOREIGN, PLOT, REPORT, RUN, TABLE, endings
from explorer.units import names

PLOTS, DATA = " ".join(endings(PLOT)), " ".join(endings(RUN, REPORT, TABLE, FOREIGN))


def add_options(parser: Parser, options: Mapping[str, Option]) -> None:
    """Add what can be asked of a plan; what is not given is None."""
    for name, option in options.items():
        default = getattr(Asked, name)
        words = option.words
        parser.add_argument(
            option.flag,
            dest=name,
            metavar=option.metavar or None,
            type=reader(option.read),
            choices=words or None,
            help=option.explained + ("" if default is None else f" (default: {_short(default)})"),
        )


def _short(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def asked(given: Namespace) -> dict[str, Any]:
    """Return what was given of the plan, by the names of `plan.Asked`, as `asking.read`."""
    found = {name: getattr(given, name) for name in table(Asked)}
    return {name: value for name, value in found.items() if value is not None}


def add_arguments(parser: Parser) -> None:
    """Add what a function of a file is called with."""
    parser.add_argument(
        "--argument",
        type=assignment,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a function's argument, a Python expression of n and rng, as in x=rng.random(n); or, "
        "under another name, a variant with arguments of its own, as in lists=njit(x=list(x))",
    )
    parser.set_defaults(capture=None, scale=[], call=0)  # unless `add_capture` lets them be given


def add_capture(parser: Parser) -> None:
    """Add a script whose call of the function gives the arguments."""
    parser.add_argument(
        "--capture",
        metavar="SCRIPT",
        help="run a script of yours that calls the function, and measure with what it gives it in "
        "the call that is given most; the script's own arguments may follow in the same quotes, as "
        "in 'run.py --fast'",
    )
    parser.add_argument(
        "--call",
        type=whole,
        default=0,
        metavar="K",
        help="with --capture: take the K-th call from Python instead, as in 1 for the first",
    )
    parser.add_argument(
        "--scale",
        metavar="NAME[:AXIS]",
        action="append",
        default=[],
        help="with --capture: give this argument n items along an axis, the first unless another "
        "is named; a number becomes n; may be repeated",
    )


def add_outputs(parser: Parser) -> None:
    """Add where a run is saved to."""
    parser.add_argument(
        "--output",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="PATH",
        help=f"save a plot ({PLOTS}) or the run ({DATA}); may be repeated",
    )


def add_cluster(parser: Parser) -> None:
    """Add what it takes to measure on other machines."""
    group = parser.add_argument_group("on other machines (needs numba-explorer[cluster])")
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="measure on a Dask cluster: its scheduler as in tcp://host:8786, a scheduler file, or "
        "“local” for one worker on this machine",
    )
    group.add_argument(
        "--hosts", type=names, default=(), metavar="NAMES", help="on which of its hosts, or all"
    )
    group.add_argument(
        "--workers",
        metavar="NUMBERS",
        help="spread each call over so many of its workers, as in 1,2,4, and say when that pays",
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
