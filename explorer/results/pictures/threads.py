"""Speed-up over thread count, at one size."""

from __future__ import annotations

import math

from explorer.results import answer
from explorer.results.pictures import scales
from explorer.results.pictures.picture import (
    Curve,
    Guide,
    Mark,
    Picture,
    heights,
    is_unmeasured,
    roster_of,
)
from explorer.results.pictures.reading import against_fewest
from explorer.results.pictures.speedup import compared, ratio_spot
from explorer.results.pictures.view import Scene, View
from explorer.results.record import Run, Series


def threads_picture(scene: Scene) -> Picture:
    """Return one curve a variant that threads: its speed-up over its fewest threads."""
    run, hidden, size = scene.run, scene.hidden, size_of(scene)
    variants = [v for v in run.plan.variants if _threads(run, v)]
    few, most = min(run.plan.threads), max(run.plan.threads)
    curves = _curves(run, size, hidden)
    for number, other in enumerate(scene.others, start=1):
        curves = (*_curves(other, size, hidden, other=number), *curves)
    return Picture(
        roster=roster_of(run),
        names=tuple((variant, "") for variant in variants),
        curves=curves,
        marks=_marks(run, size, hidden),
        guides=(
            Guide((None, 0.0), (None, 0.0), strong=True),
            Guide(
                (math.log10(few), 0.0),
                (math.log10(most), math.log10(most / few)),
                "ideal",
            ),
        ),
        x_range=_margins(math.log10(few), math.log10(most)),
        y_range=_heights(curves, math.log10(most / few)) if curves else None,
        y_step=math.log10(2) / 2,
        y_least=math.log10(2),
        x_scale=scales.counts(run.plan.threads),
        y_scale=scales.ratios,
        x_names=("threads", ""),
        y_name=f"speed-up over {few} thread{'s' if few > 1 else ''}",
        note=_note(run, variants, curves),
        marks_above=False,
    )


def size_of(scene: Scene) -> int:
    """Return the size that is looked at; the largest that has a curve where none was chosen."""
    run = scene.run
    if scene.size in run.plan.sizes and scene.size is not None:
        return scene.size
    measured = (n for n in reversed(run.plan.sizes) if _curves(run, n, frozenset()))
    return next(measured, run.plan.sizes[-1])


def _threads(run: Run, variant: str) -> bool:
    compiled = run.compiled.get(variant)
    return compiled is not None and compiled.threaded


def _curves(run: Run, size: int, hidden: frozenset[Series], *, other: int = 0) -> tuple[Curve, ...]:
    curves = []
    for variant in filter(lambda name: _threads(run, name), run.plan.variants):
        found = (run.point(variant, size, threads) for threads in run.plan.threads)
        records = [record for record in found if record is not None]
        fewest = next((record for record in records if record.usable), None)
        places = (
            ratio_spot(r, compared(r, fewest), math.log10(r.point.threads))
            for r in records
            if (variant, r.point.threads) not in hidden
        )
        spots = tuple(spot for spot in places if spot is not None)
        if len(spots) > 1:
            covers = tuple((variant, threads) for threads in run.plan.threads)
            curves.append(Curve(covers[-1], spots, covers=covers, other=other))
    return tuple(curves)


def _marks(run: Run, size: int, hidden: frozenset[Series]) -> tuple[Mark, ...]:
    found = []
    for variant in filter(lambda name: _threads(run, name), run.plan.variants):
        for threads in run.plan.threads:
            record = run.point(variant, size, threads)
            shown = (variant, threads) not in hidden
            if shown and record is not None and is_unmeasured(record):
                found.append(Mark(math.log10(threads), (variant, threads), 1.0, record))
    return tuple(found)


def _margins(low: float, high: float) -> tuple[float, float]:
    margin = 0.06 * max(high - low, 0.3)
    return low - margin, high + margin


def _heights(curves: tuple[Curve, ...], ideal: float) -> tuple[float, float]:
    ys = heights(curves)
    return min(0.0, *ys), max(ideal, *ys)


def _note(run: Run, variants: list[str], curves: tuple[Curve, ...]) -> str:
    if run.compiled and len(run.compiled) == len(run.plan.variants) and not variants:
        return "None of these variants uses threads."
    if len(run.plan.threads) < 2:
        return "Measure with two thread counts or more to see what threads bring."
    return "" if curves or not run.finished else "Nothing to compare at this size."


def threads_view() -> View:
    """Return the view: what threads bring, at one size."""
    return View(
        "Threads",
        threads_picture,
        lambda scene: answer.threads_headline(scene.run, size_of(scene)),
        against_fewest,
        size_of,
    )
