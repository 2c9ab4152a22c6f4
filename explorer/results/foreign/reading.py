"""Files of other programs as runs to look at and to compare with.

Which program wrote a file is told by what is in it. Their times become samples; whether results
were right is not known of them, so every point is unchecked and none can win.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from explorer.measure.events import Checked, Compiled, Event, Finished, Measured, Started, Update
from explorer.measure.plan import Baseline, KernelRef, Plan, Point, checked
from explorer.measure.statistics import Estimate, Sample, estimate
from explorer.results.fold import fold
from explorer.results.foreign import googlebenchmark, pyperf, pytestbenchmark
from explorer.results.foreign.cases import Case, Cases
from explorer.results.foreign.form import ForeignError
from explorer.results.record import Run

PROGRAMS = (pyperf, googlebenchmark, pytestbenchmark)
UNSIZED = "benchmark"
"""What is swept where not every name tells a size: nothing, so each benchmark stands at 1."""

_Key = tuple[str, int, int]


def recognised(content: bytes) -> Mapping[str, Any] | None:
    """Return what the file of one of the programs holds, None for any other content."""
    if b'"benchmarks"' not in content:
        return None
    try:
        held = msgspec.json.Decoder(float_hook=Decimal).decode(content)
    except (ValueError, RecursionError):
        return None
    is_one = isinstance(held, Mapping) and any(found.recognised(held) for found in PROGRAMS)
    return held if is_one else None


def run_of(held: Mapping[str, Any], name: str, modified: str) -> Run:
    """Return the run that such a file holds; raises ForeignError.

    `name` is the run's where the file names no kernel; `modified` is when the file was written,
    for files that do not say when they were measured.
    """
    program = next(found for found in PROGRAMS if found.recognised(held))
    try:
        cases = program.read(held)
        run = fold(_events(cases, name, modified))
    except ForeignError:
        raise
    except (ValueError, TypeError, ArithmeticError) as error:
        raise ForeignError(" ".join(str(error).split()).rstrip(".")[:200]) from error
    assert run is not None
    return run


def _events(held: Cases, name: str, modified: str) -> Iterator[Event]:
    """The run as the events of one that was measured here."""
    if not held.cases:
        raise ForeignError("it has no times")
    kernels = {case.kernel for case in held.cases}
    alone = len(kernels) == 1
    sized = all(case.size for case in held.cases)
    by_key: dict[_Key, Case] = {}
    for case in held.cases:
        label = case.variant if alone or not case.kernel else f"{case.kernel} {case.variant}"
        if case.size and not sized:
            label = f"{label}, n = {case.size}"
        key = (label, case.size if sized and case.size else 1, case.threads or 1)
        if key in by_key:
            raise ForeignError(f"“{label}” is there twice")
        by_key[key] = case
    variants = tuple(dict.fromkeys(key[0] for key in by_key))
    kernel = next(iter(kernels)) if alone else ""
    plan = checked(
        Plan(
            kernel=KernelRef(kernel or name, variants=variants),
            sizes=tuple(sorted({key[1] for key in by_key})),
            threads=tuple(sorted({key[2] for key in by_key})),
            variants=variants,
            baseline=Baseline(variants[0], min(k[2] for k in by_key if k[0] == variants[0])),
            axis="n" if sized else UNSIZED,
            repeats=max(1, min(50, max(len(case.processes) for case in held.cases))),
        )
    )
    program = held.program
    yield Started(plan, held.created or modified, program, program, held.machine)
    for variant in variants:
        cases = [case for key, case in by_key.items() if key[0] == variant]
        yield Compiled(variant, None, any(case.threads for case in cases))
    unchecked = f"A file of {program} does not say whether results were right."
    for key, case in by_key.items():
        yield Checked(Point(*key), None, unchecked=unchecked)
        for update in _updates(Point(*key), case):
            yield Measured(key[1], (update,))
    yield Finished("precise")


def _updates(point: Point, case: Case) -> Iterator[Update]:
    if case.median_s is not None:
        least = min(case.min_s or case.median_s, case.median_s)
        known = Estimate(case.median_s, None, None, least, clean=0, disturbed=0)
        yield Update(point, case.calls[0], (), known)
        return
    for number, (values, calls) in enumerate(zip(case.processes, case.calls, strict=True)):
        samples = tuple(Sample(place, seconds) for place, seconds in enumerate(values))
        yield Update(point, calls, samples, estimate(samples), number, number)
