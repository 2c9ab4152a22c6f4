"""What threads bring, over their count, at one size; and on what cores so many of them are."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from explorer.results import wording
from explorer.results.facts.subject import Subject
from explorer.results.facts.threads import best_serial, law_at
from explorer.results.pictures import scales
from explorer.results.pictures.curves import is_unmeasured, roster_of
from explorer.results.pictures.picture import Curve, Guide, Mark, Picture, Spot, Trend, heights
from explorer.results.pictures.reading import against_fewest
from explorer.results.pictures.scales import Scale
from explorer.results.pictures.speedup import compared, ratio_spot
from explorer.results.pictures.time import time_spot
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run, Series
from explorer.results.words.scaling import threads_headline, threads_of_each
from explorer.results.words.threads import law_briefly

STEPS = 24
"""Straight pieces that a law is drawn with, on either side of the most threads measured."""


class Beside(NamedTuple):
    """What a point is compared with: the fewest threads with a time, the best with one thread."""

    fewest: PointRecord | None
    serial: PointRecord | None


@dataclass(frozen=True)
class Aspect:
    """One thing the y axis can show: its title, a point's spot, and what it is compared with.

    `spot` is made of a point and of those that it is compared with. `slope` is the power of the
    thread count by which perfect sharing changes it, None where there is no such line. `level`
    puts a line at 1. `powers` are those of the speed-up over one thread and of the thread count
    by which it changes from its value with one thread.
    """

    title: str
    spot: Callable[[PointRecord, Beside], Spot | None]
    name: Callable[[Subject, int], str]
    scale: Scale = scales.ratios
    slope: int | None = None
    level: bool = False
    powers: tuple[int, int] = (1, 0)


def _over_fewest(record: PointRecord, beside: Beside) -> Spot | None:
    return ratio_spot(record, compared(record, beside.fewest), math.log10(record.point.threads))


def _over_serial(record: PointRecord, beside: Beside) -> Spot | None:
    return ratio_spot(record, compared(record, beside.serial), math.log10(record.point.threads))


def _efficiency(record: PointRecord, beside: Beside) -> Spot | None:
    spot = _over_fewest(record, beside)
    if spot is None or beside.fewest is None:
        return None
    more = math.log10(record.point.threads / beside.fewest.point.threads)
    return spot.turned(lambda y: y - more)


def _time(record: PointRecord, beside: Beside) -> Spot | None:
    spot = time_spot(record)
    return None if spot is None else replace(spot, x=math.log10(record.point.threads))


def _held(record: PointRecord, beside: Beside) -> Spot | None:
    spot = _time(record, beside)
    return None if spot is None else spot.turned(lambda y: y + spot.x)


def _name_over_fewest(subject: Subject, size: int) -> str:
    run = subject.run
    few = min(run.plan.threads)
    starts = [run.point(v, size, few) for v in run.plan.variants if _threads(run, v)]
    if any(record is None or not record.usable for record in starts):
        return "speed-up over the fewest threads with a time"
    return f"speed-up over {wording.threads(few)}"


def _name_over_serial(subject: Subject, size: int) -> str:
    serial = best_serial(subject, size)
    if serial is None:
        return ""
    name = wording.named(subject.run, serial)
    return f"speed-up over {name}, the fastest measured with one thread"


ASPECTS = {
    "speedup": Aspect("Speed-up over the fewest threads", _over_fewest, _name_over_fewest,
                      slope=1, level=True),
    "serial": Aspect("Speed-up over the best with one thread", _over_serial, _name_over_serial,
                     level=True),
    "efficiency": Aspect("Efficiency", _efficiency, lambda subject, size: "speed-up per thread",
                         scales.shares, slope=0, powers=(1, -1)),
    "time": Aspect("Time per call", _time, lambda subject, size: "time per call", scales.times,
                   powers=(-1, 0)),
    "held": Aspect("Time × threads", _held, lambda subject, size: "time per call × threads",
                   scales.times, powers=(-1, 1)),
}  # fmt: skip
"""What the y axis can show, the first by itself. Threads that wait count in `held` as well."""


def threads_picture(scene: Scene) -> Picture:
    """Return one curve a variant that threads: what more threads bring, in the scene's aspect."""
    run, hidden, size = scene.run, scene.hidden, size_of(scene)
    aspect = ASPECTS.get(scene.aspect, ASPECTS["speedup"])
    variants = [v for v in run.plan.variants if _threads(run, v)]
    few, most = min(run.plan.threads), max(run.plan.threads)
    curves = tuple(
        _with_law(scene.subject, one, size, aspect) for one in _curves(scene.subject, size, aspect)
    )
    end = 2 * most if _leaves_room(run, curves) else most
    for number, other in enumerate(scene.others, start=1):
        curves = (*_curves(Subject(other, hidden), size, aspect, number), *curves)
    cores = {n: text for n, text in core_names(run.machine).items() if few <= n <= end}
    guides, ideal = [_upright(n) for n in cores if few < n < most], []
    if aspect.level:
        guides.append(Guide((None, 0.0), (None, 0.0), strong=True))
        ideal.append(0.0)
    if aspect.slope is not None:
        top = aspect.slope * math.log10(most / few)
        guides.append(Guide((math.log10(few), 0.0), (math.log10(most), top), "ideal"))
        ideal.append(top)
    if any(curve.trend for curve in curves):
        guides.append(_upright(most, "extrapolated"))
    ys = [*ideal, *heights(curves)]
    return Picture(
        roster=roster_of(run),
        names=tuple((variant, "") for variant in variants),
        curves=curves,
        marks=_marks(run, size, hidden),
        guides=tuple(guides),
        x_range=_margins(math.log10(few), math.log10(end)),
        x_last=math.log10(end),
        y_range=(min(ys), max(ys)) if curves else None,
        y_step=math.log10(2) / 2,
        y_least=math.log10(2),
        x_scale=scales.counts((*run.plan.threads, *cores, end), cores),
        y_scale=aspect.scale,
        x_names=("threads", "cores" if cores else ""),
        y_name=aspect.name(scene.subject, size),
        note=_note(run, variants, curves),
        marks_above=False,
    )


def _upright(threads: int, name: str = "") -> Guide:
    return Guide((math.log10(threads), None), (math.log10(threads), None), name)


def size_of(scene: Scene) -> int:
    """Return the size that is looked at; the largest that has a curve where none was chosen."""
    run = scene.run
    if scene.size in run.plan.sizes and scene.size is not None:
        return scene.size
    whole, aspect = Subject(run), ASPECTS["speedup"]
    measured = (n for n in reversed(run.plan.sizes) if _curves(whole, n, aspect))
    return next(measured, run.plan.sizes[-1])


def _threads(run: Run, variant: str) -> bool:
    compiled = run.compiled.get(variant)
    return compiled is not None and compiled.threaded


def _curves(subject: Subject, size: int, aspect: Aspect, other: int = 0) -> tuple[Curve, ...]:
    run, curves, serial = subject.run, [], best_serial(subject, size)
    for variant in filter(lambda name: _threads(run, name), run.plan.variants):
        found = (run.point(variant, size, threads) for threads in run.plan.threads)
        records = [record for record in found if record is not None]
        fewest = next((record for record in records if record.usable), None)
        places = (
            aspect.spot(r, Beside(fewest, serial))
            for r in records
            if (variant, r.point.threads) not in subject.hidden
        )
        spots = tuple(spot for spot in places if spot is not None)
        if len(spots) > 1:
            covers = tuple((variant, threads) for threads in run.plan.threads)
            curves.append(Curve(covers[-1], spots, covers=covers, other=other))
    return tuple(curves)


def _with_law(subject: Subject, curve: Curve, size: int, aspect: Aspect) -> Curve:
    """A curve with the law of its scaling, of a run that is over: one that grows would swing."""
    one = curve.spots[0]
    if not subject.run.finished or one.record.point.threads != 1:
        return curve
    law = law_at(subject, curve.series[0], size)
    if law is None:
        return curve
    most = curve.spots[-1].x
    of_speedup, of_threads = aspect.powers

    def place(x: float) -> tuple[float, float]:
        y = of_speedup * math.log10(law.speedup(10**x)) + of_threads * x
        return x, one.y + y

    within = tuple(place(most * step / STEPS) for step in range(STEPS + 1))
    beyond = tuple(place(most + math.log10(2) * step / STEPS) for step in range(STEPS + 1))
    return replace(curve, trend=Trend(within, beyond, law_briefly(law)))


def _leaves_room(run: Run, curves: tuple[Curve, ...]) -> bool:
    """Whether the axis goes on to twice the most threads: for a law, or for one that may come."""
    from explorer.results.facts.laws import FEWEST  # it needs NumPy

    may_come = not run.finished and len(run.plan.threads) >= FEWEST and 1 in run.plan.threads
    return may_come or any(curve.trend for curve in curves)


def _marks(run: Run, size: int, hidden: frozenset[Series]) -> tuple[Mark, ...]:
    found = []
    for variant in filter(lambda name: _threads(run, name), run.plan.variants):
        before = False
        for threads in run.plan.threads:
            record = run.point(variant, size, threads)
            shown = (variant, threads) not in hidden
            out = shown and record is not None and is_unmeasured(record)
            if out and not before and record is not None:  # one for all counts in a row
                found.append(Mark(math.log10(threads), (variant, threads), 1.0, record))
            before = out
    return tuple(found)


def _margins(low: float, high: float) -> tuple[float, float]:
    margin = 0.06 * max(high - low, 0.3)
    return low - margin, high + margin


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
        lambda scene: threads_headline(scene.subject, size_of(scene), scene.aspect),
        against_fewest,
        size_of,
        {name: aspect.title for name, aspect in ASPECTS.items()},
        of_each=lambda scene: threads_of_each(scene.subject, size_of(scene)),
    )


FULL = {
    "l3": "L3",
    "node": "NUMA node",
    "socket": "socket",
    "performance": "P cores",
}
"""Parts of a machine (`measure.topology.Cores`) that so many threads fill, the smallest first."""


def core_names(machine: Mapping[str, Any]) -> dict[int, str]:
    """Return the thread counts at which a part of a machine is full, each with what that is.

    `+` names what the last of so many threads have to take: efficiency cores, or the second
    threads of cores (SMT). Anything a file may hold instead of counts is left
    out. Of parts that are full at the same count the largest is named.
    """
    told = machine.get("topology")
    known = {name: _count(told, name) for name in (*FULL, "physical", "logical")}
    found = {known[name]: text for name, text in FULL.items()}
    if known["physical"]:
        found[known["physical"]] = "+ E cores" if known["performance"] else "physical"
        if known["logical"] > known["physical"]:
            found[known["logical"]] = "+ SMT"
    else:
        found[_count(machine, "cores_usable")] = "usable"
        found[_count(machine, "cores_physical")] = "physical"
    return {count: found[count] for count in sorted(found) if count > 1}


def _count(told: object, name: str) -> int:
    value = told.get(name) if isinstance(told, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
