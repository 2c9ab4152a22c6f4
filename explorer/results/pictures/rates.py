"""What the chart of time over size can show besides: how much is done a second.

Elements, bytes of the arguments, or flop, over the time of a call. More is better, so curves that
lie apart as times lie as far apart, upside down.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from explorer.results import roofline
from explorer.results.pictures import scales
from explorer.results.pictures.crosses import of_the_rule
from explorer.results.pictures.picture import Curve, Picture, Spot, heights
from explorer.results.pictures.scales import Scale
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run
from explorer.results.words.headlines import time_headline


@dataclass(frozen=True)
class Rate:
    """Something done a second: its title, how much of it a call does, and how it is written.

    `work` is None where it is not known of a point; `other` says which run that is of, as in
    `Curve`. `missing` is shown where it is known of none.
    """

    title: str
    work: Callable[[Scene, PointRecord, int], float | None]
    name: Callable[[Run], str]
    scale: Scale
    missing: str = ""


def _elements(scene: Scene, record: PointRecord, other: int) -> float:
    return float(record.point.size)


def _bytes(scene: Scene, record: PointRecord, other: int) -> float | None:
    run = scene.others[other - 1] if other else scene.run
    return run.data_bytes.get(record.point.size)


def _flops(scene: Scene, record: PointRecord, other: int) -> float | None:
    if other or scene.weighed is None:
        return None
    work = scene.weighed.of(record.point.variant, record.point.size)
    return None if work is None else work.flops


def _of_the_roof(scene: Scene, record: PointRecord, other: int) -> float | None:
    """What a call does, in seconds at what the machine can do at best: a share, over its time."""
    if other or scene.weighed is None or record.estimate is None:
        return None
    found = roofline.place(scene.run, record, scene.weighed)
    return None if found is None else found.share * record.estimate.median_s


def _each(run: Run) -> str:
    name = run.plan.kernel.size_name
    return f"{run.plan.axis if run.plan.axis != 'n' else name} per second"


_NOT_COUNTED = "Turn to Roofline first: what the variants compute is counted there."

RATES = {
    "elements": Rate("Elements per second", _elements, _each, scales.rates),
    "bytes": Rate("GB/s of arguments", _bytes, lambda run: "GB/s, bytes of the arguments",
                  scales.plain(1e-9), "It is not known how many bytes the arguments occupy."),
    "flops": Rate("Gflop/s, counted", _flops, lambda run: "Gflop/s, counted", scales.plain(1e-9),
                  _NOT_COUNTED),
    "share": Rate("Share of the machine’s best", _of_the_roof,
                  lambda run: "share of what this machine can do at best", scales.shares,
                  _NOT_COUNTED),
}  # fmt: skip


def rate_picture(scene: Scene) -> Picture:
    """Return the curves of time per call over size, or of a rate where that is the aspect."""
    picture, rate = time_picture(scene), RATES.get(scene.aspect)
    if rate is None:
        return picture
    curves = tuple(_turned_curves(scene, picture, rate))
    ys = heights(curves)
    return replace(
        picture,
        curves=curves,
        guides=tuple(guide for guide in picture.guides if guide.start[0] is not None),
        y_range=(min(ys), max(ys)) if ys else None,
        y_scale=rate.scale,
        y_name=rate.name(scene.run),
        note=rate.missing if picture.curves and not curves else "",
        marks_above=False,
    )


def _turned_curves(scene: Scene, picture: Picture, rate: Rate) -> Iterator[Curve]:
    for curve in picture.curves:
        works = [(spot, rate.work(scene, spot.record, curve.other)) for spot in curve.spots]
        spots = tuple(per_second(spot, work) for spot, work in works if work)
        if spots:
            yield replace(curve, spots=spots)


def per_second(spot: Spot, work: float) -> Spot:
    """Return a spot of so much work over the time of another spot."""
    up = math.log10(work)
    return spot.mirrored().turned(lambda y: up + y)


def time_view() -> View:
    """Return the view: how long a call takes, or how much is done a second, over size."""
    return View(
        "Time",
        rate_picture,
        lambda scene: time_headline(scene.subject),
        aspects={"time": "Time per call", **{name: rate.title for name, rate in RATES.items()}},
        crossings=of_the_rule,
    )
