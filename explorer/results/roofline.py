"""Where the points of a run stand below what the machine can do at best: flop/s over intensity."""

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.kernels.kernel import Kernel
from explorer.results import wording
from explorer.results.record import PointRecord, Run
from explorer.units import percent, significant
from explorer.why.work import Roof, Weighed, roof_of

LONGEST_S = 0.2
"""Calls that take longer are not counted: counting makes them many times slower."""
SHARED = ("L3", "DRAM")
"""Levels that threads share: what each of several gets there was not measured."""


@dataclass(frozen=True)
class Place:
    """A point: flop per byte, flop/s, and the roof of one thread over the place of its data."""

    record: PointRecord
    intensity: float
    rate: float
    roof: Roof

    @property
    def share(self) -> float:
        """What part it is of the roof; of that of all its threads where each has its own."""
        threads = self.record.point.threads if self.record.threaded else 1
        limit = self.roof.bandwidth * self.intensity
        alone = self.roof.level in SHARED and limit < self.roof.peak
        return self.rate / (self.roof.over(self.intensity) * (1 if alone else threads))


def weighed(run: Run, kernel: Kernel, threads: int) -> Weighed:
    """Count the work of the run's variants, at the sizes at which they have a time."""
    from explorer.why.weighing import weigh  # processes of its own, which nobody may ask for

    wanted: dict[str, list[int]] = {}
    for point, record in run.points.items():
        if record.estimate is not None and 0 < record.estimate.median_s <= LONGEST_S:
            sizes = wanted.setdefault(point.variant, [])
            if point.size not in sizes:
                sizes.append(point.size)
    sizes_of = {name: tuple(sorted(sizes)) for name, sizes in wanted.items()}
    return weigh(kernel, sizes_of, run.plan.dtype, threads)


def place(run: Run, record: PointRecord, known: Weighed) -> Place | None:
    """Return where a point stands; None where its time, its work or the ceilings are not known."""
    work = known.of(record.point.variant, record.point.size)
    if work is None or work.intensity is None or known.ceilings is None:
        return None
    if record.estimate is None or record.estimate.median_s <= 0:
        return None
    data = run.data_bytes.get(record.point.size, work.bytes)
    rate = work.flops / record.estimate.median_s
    return Place(record, work.intensity, rate, roof_of(known.ceilings, data))


def places(run: Run, known: Weighed) -> Iterator[Place]:
    """Yield the places of all trusted points, in the order of the run's curves."""
    for variant, threads in run.series():
        for size in run.plan.sizes:
            record = run.point(variant, size, threads)
            found = place(run, record, known) if record is not None and record.usable else None
            if found is not None:
                yield found


def said(run: Run, found: Place) -> str:
    """Say how near to its roof a point is."""
    name, where = wording.named(run, found.record), wording.at(run, found.record.point.size)
    does = f"does {significant(found.rate / 1e9)} Gflop/s"
    intensity = f"{significant(found.intensity)} flop per byte"
    return f"At {where}, {name} {does} at {intensity}: {_part(found)}"


def reached(found: Place) -> str:
    """Say in short what a point reaches, and how near to its roof that is."""
    return f"{significant(found.rate / 1e9)} Gflop/s, {_part(found)}"


def _part(found: Place) -> str:
    point, roof = found.record.point, found.roof
    bound = roof.bandwidth * found.intensity
    threads = point.threads if found.record.threaded else 1
    if bound >= roof.peak:
        what = "what its cores can compute" if threads > 1 else "what the core can compute"
    else:
        level = _LEVELS.get(roof.level, f"the {roof.level} cache")
        what = f"{level}’s {significant(roof.bandwidth / 1e9)} GB/s"
        what += " to one thread" if threads > 1 and roof.level in SHARED else ""
    return f"{percent(found.share)} of {what}"


_LEVELS = {"DRAM": "memory"}
