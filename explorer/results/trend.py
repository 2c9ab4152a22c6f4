"""One point over many runs: its time in each, and where it surely changed.

Each run is compared with the one before it, by the rule of `contrast.doubts`; the comparisons
of a trend share the chance of being wrong, as the points of two runs do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.measure import git
from explorer.results import wording
from explorer.results.contrast.contrasts import Contrast, contrast
from explorer.results.contrast.doubts import Among, processes_needed
from explorer.results.contrast.sameness import told_apart
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.record import PointRecord, Run, Series, moment
from explorer.results.words import changes as words
from explorer.results.words.advice import choice_at
from explorer.units import seconds

TITLES = ("When", "Time", "Against the one before", "Numba", "Commit", "New here", "")
CHANGE = 2
"""The column that says what changed."""


@dataclass(frozen=True)
class Moment:
    """A run's point: when it was made, with which Numba, and what differs from the run before.

    `change` is what can be said against the run before, None for the first.
    """

    run: Run
    record: PointRecord
    numba: str
    differs: str
    change: Contrast | None

    @property
    def when(self) -> str:
        """Day and minute."""
        return self.run.created[:16].replace("T", " ")


@dataclass(frozen=True)
class Trend:
    """A curve at a size, through the runs that have a time for it, the oldest first."""

    kernel: str
    curve: Series
    size: int
    moments: tuple[Moment, ...]

    @property
    def changes(self) -> tuple[Moment, ...]:
        """The moments at which it surely changed."""
        return tuple(m for m in self.moments if m.change is not None and m.change.sure)


def trend(runs: Sequence[Run], curve: Series | None = None, size: int | None = None) -> Trend:
    """Return the trend of a curve at a size; of what is not given, what the newest run advises.

    `runs` are of one kernel and function. Raises ValueError with a sentence where no two of them
    have a time there.
    """
    ordered = sorted(runs, key=lambda run: moment(run.created))
    newest = ordered[-1]
    if curve is None or size is None:
        advised = subject(newest, size)
        curve, size = curve or advised[0], advised[1]
    timed = [(run, record) for run in ordered if (record := _record(run, curve, size)) is not None]
    name = newest.plan.kernel.heading
    if len(timed) < 2:
        where = f"{wording.series(newest, *curve)} at {wording.at(newest, size)}"
        raise ValueError(f"“{name}” has fewer than two kept runs with a time for {where}.")
    return Trend(name, curve, size, tuple(_moments(timed, curve, size)))


def subject(run: Run, size: int | None = None) -> tuple[Series, int]:
    """Return the curve that a run advises at a size, and the size; at its largest one without."""
    seen = Subject(run)
    if size is None:
        size = seen.sizes[-1] if seen.sizes else run.plan.sizes[-1]
    return choice_at(facts(seen), size) or run.series()[0], size


def _record(run: Run, curve: Series, size: int) -> PointRecord | None:
    if curve[0] not in run.plan.variants or curve[1] not in (*run.plan.threads, 1):
        return None
    record = run.point(curve[0], size, curve[1])
    return record if record is not None and record.usable else None


def _moments(
    timed: Sequence[tuple[Run, PointRecord]], curve: Series, size: int
) -> Iterable[Moment]:
    among = Among(len(timed) - 1, "change")
    yield Moment(*timed[0], timed[0][0].version("numba"), "", None)
    for (before, _), (now, record) in pairwise(timed):
        change = contrast(before, now, curve, size, among)
        yield Moment(now, record, now.version("numba"), told_apart(before, now), change)


def rows(found: Trend) -> list[list[str]]:
    """Return a row for each run, under `TITLES`."""
    return [
        [
            moment.when,
            seconds(moment.record.estimate.median_s) if moment.record.estimate else "",
            "" if moment.change is None else words.claim(moment.change),
            moment.numba,
            git.in_short(moment.run.commit),
            moment.differs,
            wording.between(moment.record.estimate) if moment.record.estimate else "",
        ]
        for moment in found.moments
    ]


def headline(found: Trend) -> str:
    """Say where it surely changed last."""
    name = wording.series(found.moments[-1].run, *found.curve)
    where = wording.at(found.moments[-1].run, found.size)
    runs = f"{len(found.moments)} runs of {found.kernel}"
    if not found.changes:
        return f"{name} at {where}: no sure change in {runs}"
    last = found.changes[-1]
    assert last.change is not None
    said = f"{name} at {where} became {words.words(last.change)} with the run of {last.when}"
    more = len(found.changes) - 1
    before = f", {more} sure change{'s' * (more > 1)} before that" if more else ""
    return f"{said}{before}, in {runs}"


def conditions(found: Trend) -> str:
    """Say what a sure change is, and how the runs were made."""
    first, last = found.moments[0], found.moments[-1]
    return (
        f"{first.when} to {last.when}, each run against the one before it. Sure is what chance "
        "brings about, anywhere in it, in at most one of 20 such rows of equal runs"
        f"{_too_few(found)}."
    )


def _too_few(found: Trend) -> str:
    """Say why nothing can be sure where no two neighbours have the processes for it."""
    needed = processes_needed(len(found.moments) - 1)
    known = [m.change.processes for m in found.moments if m.change is not None]
    if known and max(known) < needed:
        return f"; it takes runs of {needed} processes each, and these have {max(known)} at most"
    return ""
