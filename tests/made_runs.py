"""Runs made by hand, through the same events as measured ones."""

from explorer.measure.events import (
    WORKER_THREAD,
    Checked,
    Compiled,
    Failed,
    Finished,
    Measured,
    Overhead,
    Prepared,
    Skipped,
    Started,
    Update,
)
from explorer.measure.plan import Baseline, KernelRef, Plan, Point
from explorer.measure.statistics import Sample, estimate
from explorer.results.fold import fold

MACHINE = {
    "cpu": "A Fine CPU",
    "cores_usable": 2,
    "python": "3.11.7",
    "versions": {"numba": "0.68.1", "numpy": "2.4.6"},
}
ROUNDS = 12


def samples(seconds, rounds=ROUNDS, spread=0.01, shift=0, disturbed=()):
    """Samples whose median is `seconds`, evenly within ± `spread`, in an order of their own."""
    offsets = [(2 * i / max(rounds - 1, 1) - 1) * spread for i in range(rounds)]
    order = [offsets[(5 * i + shift) % rounds] for i in range(rounds)]
    return tuple(
        Sample(i, seconds * (1 + offset), "switched" if i in disturbed else "")
        for i, offset in enumerate(order)
    )


def measured(variant, size, threads, seconds, process=0, **shape):
    point = Point(variant, size, threads)
    made = samples(seconds, **shape)
    return Measured(size, (Update(point, 10, made, estimate(made), process),))


def plan(curves, **changes):
    variants = tuple(dict.fromkeys(variant for variant, _ in curves))
    values = {
        "kernel": KernelRef("made", file="/made.py", variants=variants),
        "sizes": tuple(sorted({size for times in curves.values() for size in times})),
        "threads": tuple(sorted({threads for _, threads in curves})),
        "variants": variants,
        "baseline": Baseline(variants[0]),
    }
    return Plan(**{**values, **changes})


def events(
    curves,
    *,
    threaded=(),
    compile_s=(),
    notes=(),
    more=(),
    finished="precise",
    shapes=(),
    **changes,
):
    """The events of a run. `curves` maps (variant, threads) to seconds by size.

    A time of None leaves the point out. `shapes` maps a curve or a point to arguments of
    `samples`; `more` are events to add before the end.
    """
    shapes, compile_s, notes = dict(shapes), dict(compile_s), dict(notes)
    made = plan(curves, **changes)
    yield Started(made, "2026-01-02T03:04:05+01:00", "0.1.0", WORKER_THREAD, MACHINE)
    for variant in made.variants:
        yield Compiled(
            variant, compile_s.get(variant), variant in threaded, None, notes.get(variant, "")
        )
    yield Overhead(5e-8)
    for place, (curve, times) in enumerate(curves.items()):
        for size, seconds in times.items():
            point = Point(curve[0], size, curve[1])
            shape = {"shift": 3 * place, **shapes.get(curve, {}), **shapes.get(point, {})}
            yield Prepared(size, 8 * size)
            if seconds is not None:
                yield Checked(point, 1e-16)
                yield measured(*curve[:1], size, curve[1], seconds, **shape)
    yield from more
    if finished:
        yield Finished(finished, "omp", 9.5, 8.0)


def run(curves, **options):
    return fold(events(curves, **options))


LONG = "One call would take about 2.0 s; the limit is 1 s."


def skipped(variant, size, threads=1, reason=LONG, over_limit=False):
    return Skipped(Point(variant, size, threads), reason, over_limit)


def wrong(variant, size, threads=1, reason="The result is off by 0.5."):
    return Checked(Point(variant, size, threads), 0.5, reason)


def failed(variant, size=0, threads=0, reason="ValueError: nope"):
    return Failed(variant, reason, size, threads, "all of it")


LOOP, FAST, TEAM1, TEAM = ("loop", 1), ("fast", 1), ("team", 1), ("team", 2)


def sweep(**options):
    """The usual picture: `loop` is best below about 3,000, then `team` with 2 threads."""
    curves = {
        ("python", 1): {100: 1e-5, 1000: 1e-4, 10_000: 1e-3, 100_000: None},
        LOOP: {100: 1e-7, 1000: 1e-6, 10_000: 1e-5, 100_000: 1e-4},
        TEAM1: {100: 1.1e-6, 1000: 2e-6, 10_000: 1.1e-5, 100_000: 1.01e-4},
        TEAM: {100: 3e-6, 1000: 3e-6, 10_000: 6e-6, 100_000: 5.2e-5},
    }
    settings = {
        "threaded": ("team",),
        "compile_s": {"loop": 0.1, "team": 0.6},
        "baseline": Baseline("loop"),
        "more": [skipped("python", 100_000)],
    }
    return run(curves, **{**settings, **options})
