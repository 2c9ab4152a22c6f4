"""What charts over size have in common."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from explorer.results.pictures import scales
from explorer.results.pictures.caches import bytes_of
from explorer.results.pictures.curves import (
    curves_of,
    is_unmeasured,
    marks_of,
    names_of,
    roster_of,
    size_range,
)
from explorer.results.pictures.limits import limited
from explorer.results.pictures.picture import Curve, Picture, Spot
from explorer.results.pictures.view import Scene
from explorer.results.record import PointRecord, Run

Spotter = Callable[[PointRecord], Spot | None]
"""Says where a point is in a chart, None where it has no place."""


def curves_over_sizes(
    scene: Scene, of: Callable[[Run, int], Spotter], *, kept: bool = False
) -> tuple[Curve, ...]:
    """Return the curves of a scene's run with what limits them, the other runs' behind them.

    `of` is asked for each run, with its number as in `Curve`; `kept` as in `curves_of`.
    """
    draw = partial(curves_of, hidden=scene.hidden, fans=scene.fans, kept=kept)
    curves = limited(draw(scene.run, spot=of(scene.run, 0)), scene.limits)
    for number, other in enumerate(scene.others, start=1):
        curves = (*draw(other, spot=of(other, number), other=number), *curves)
    return curves


def over_sizes(
    scene: Scene, curves: tuple[Curve, ...], ys: Sequence[float], **shown: Any
) -> Picture:
    """Return the picture of these curves; what else it has, or has otherwise, is `shown`.

    `ys` are what the y axis has to cover, as far as there are curves.
    """
    run = scene.run
    picture = Picture(
        roster=roster_of(run),
        names=names_of(run, scene.fans),
        curves=curves,
        marks=marks_of(run, scene.hidden, is_unmeasured, scene.fans),
        x_range=size_range(run),
        x_last=math.log10(max(run.plan.sizes)),
        y_range=(min(ys), max(ys)) if curves else None,
        x_scale=scales.sizes(bytes_of(run)),
        x_names=(run.plan.kernel.size_name, "bytes"),
    )
    return replace(picture, **shown)
