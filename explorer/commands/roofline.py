"""`numba-explorer roofline`: a saved run below what this machine can do at best."""

import argparse

import msgspec

from explorer import atomic
from explorer.commands.answers import OK, CommandError, say
from explorer.commands.columns import columns
from explorer.commands.named import saved_run
from explorer.kernels.finding import open_file, parted
from explorer.kernels.kernel import Kernel
from explorer.measure.machine import facts, most_threads
from explorer.results import roofline as roof
from explorer.results import wording
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.reading import reading
from explorer.results.pictures.roofline import roofline_headline, roofline_picture
from explorer.results.pictures.view import Scene
from explorer.results.record import Run
from explorer.units import percent, significant
from explorer.why.work import Weighed

_TITLES = ("variant", "size", "flop/byte", "Gflop/s", "of the roof", "data in")


def roofline(options: argparse.Namespace) -> int:
    """Count, and print a row for each point; returns the exit status."""
    run = saved_run(options.run)
    known = roof.weighed(run, _kernel(run, options.source), most_threads())
    if known.ceilings is None:
        raise CommandError("What this machine can do at best could not be measured.")
    scene = Scene(run, weighed=known)
    if options.output is not None:
        picture = roofline_picture(scene)
        text = drawn(picture, roofline_headline(scene), lambda r: ", ".join(reading(run, r, "")))
        atomic.write(options.output, text.encode())
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(known)).decode())
        return OK
    say(f"{roofline_headline(scene)}.\n")
    say(columns([list(_TITLES), *_rows(run, known)], frozenset({1, 2, 3, 4})))
    for name, reason in known.failed.items():
        say(f"{name} is not counted: {reason.rstrip('.')}.")
    return OK


def _rows(run: Run, known: Weighed) -> list[list[str]]:
    return [
        [
            wording.named(run, one.record),
            f"{one.record.point.size:,}",
            significant(one.intensity),
            significant(one.rate / 1e9),
            percent(one.share),
            one.roof.level,
        ]
        for one in roof.places(run, known)
    ]


def _kernel(run: Run, source: str | None) -> Kernel:
    """The kernel that was measured, as it was then, on this machine."""
    if run.machine.get("cpu") != facts()["cpu"]:
        where = run.machine.get("cpu") or "an unknown processor"
        raise CommandError(f"This run was made on {where}: what that can do at best is not known.")
    kernel = wording.kernel_of(run)
    ref = run.plan.kernel
    if source is not None:
        path, function = parted(source)
        kernel = open_file(path, function, ref.arguments if function is not None else None)
    if kernel is None:
        raise CommandError(
            f"The source of “{ref.heading}” is not at hand; name it: --source FILE, or "
            "--source path.py:function."
        )
    if kernel.sha256 != ref.sha256:
        raise CommandError(f"“{ref.heading}” has changed since this run; measure it anew.")
    return kernel
