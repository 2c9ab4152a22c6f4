"""What files of other programs know of a point: a case, with its times by process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from explorer.results.record import Run


@dataclass(frozen=True)
class Case:
    """A benchmark of another program, or a point of a run that becomes one.

    `size` and `threads` are None where its name does not tell them. `processes` are the times of
    each process, in seconds per call, in the order in which they were taken; `calls` is how many
    calls each of them is of. Where only what they come to is known, `processes` is empty and
    `median_s` and `min_s` are given.
    """

    kernel: str
    variant: str
    size: int | None
    threads: int | None
    processes: tuple[tuple[float, ...], ...] = ()
    calls: tuple[int, ...] = ()
    median_s: float | None = None
    min_s: float | None = None

    @property
    def seconds(self) -> tuple[float, ...]:
        """All times, those of one process after those of another."""
        return tuple(value for each in self.processes for value in each)

    @property
    def parameters(self) -> dict[str, Any]:
        """What tells this case from the kernel's others."""
        found = {"variant": self.variant, "n": self.size, "threads": self.threads}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class Cases:
    """What a file of another program holds.

    `program` is its name, with the version where the file tells it; `created` is ISO 8601, empty
    where the file does not say when; `machine` is by the keys of `measure.machine.facts`.
    """

    program: str
    created: str
    machine: Mapping[str, Any]
    cases: tuple[Case, ...]


def cases(run: Run) -> Iterator[Case]:
    """Return a case for each point with a time and a result that is not wrong, in plan order.

    Only undisturbed samples are times; where all were disturbed, the shortest stands for them, as
    in the estimate. The thread count is None for variants that use no threads.
    """
    order = {variant: place for place, variant in enumerate(run.plan.variants)}
    for point in sorted(run.points, key=lambda p: (order.get(p.variant, 0), p.threads, p.size)):
        record = run.points[point]
        if not record.usable:
            continue
        clean = [
            tuple(sample.seconds for sample in repeat.samples if not sample.disturbed)
            or (repeat.estimate.median_s,)
            for repeat in record.repeats
        ]
        yield Case(
            kernel=run.plan.kernel.name,
            variant=point.variant,
            size=point.size,
            threads=point.threads if record.threaded else None,
            processes=tuple(clean),
            calls=tuple(repeat.calls_per_sample or 1 for repeat in record.repeats),
        )
