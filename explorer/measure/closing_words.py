"""What is to be said of a run as a whole when it is over."""

from collections.abc import Collection, Iterator, Mapping

from explorer.kernels.loaded import LoadedVariant
from explorer.measure import hampered
from explorer.measure.batch import unseen
from explorer.measure.fresh_memory import Kept, again_in_words, in_words
from explorer.measure.machine import environment, usable_cores
from explorer.measure.plan import Plan, Point
from explorer.measure.references import BY_CHANCE, References
from explorer.measure.station import Station
from explorer.units import count, listed

UNSEEN = "This system does not tell of {}, so some disturbed samples cannot be recognised."
IMPLIED = "The file names no reference; results are compared with those of {}."


def on_this_system(threads: int) -> Iterator[str]:
    """Say what slows calls with up to so many threads here, and what cannot be seen."""
    yield from hampered.sentences(environment(), threads, usable_cores())
    missing = unseen()
    if missing:
        yield UNSEEN.format(listed(missing))


def on_references(references: References, plan: Plan) -> tuple[str, ...]:
    """Say with whose results the others' were compared, where nobody said so."""
    if references.by_chance:
        return (BY_CHANCE,)
    return tuple(map(IMPLIED.format, references.implied)) if len(plan.variants) > 1 else ()


class OtherMemory:
    """What calls take in other memory than that of the timed ones (`measure.fresh_memory`)."""

    def __init__(self) -> None:
        self._kept: dict[Point, tuple[Station, Kept]] = {}
        self._again: tuple[Station, float] | None = None

    def keep_only(self, sizes: Collection[int]) -> None:
        """Say nothing of other sizes."""
        self._kept = {p: found for p, found in self._kept.items() if p.size in sizes}

    def add_kept(self, station: Station, found: Kept) -> None:
        """Add what calls take whose results are kept."""
        self._kept[station.point] = station, found

    def take_again(self, station: Station, again_s: float | None) -> None:
        """Take what calls take that get what those before left; None where that is not known."""
        self._again = None if again_s is None else (station, again_s)

    def sentences(self, plan: Plan) -> Iterator[str]:
        """Say it where it differs, of the baseline before others."""
        if self._again is not None:
            station, again_s = self._again
            if station.estimate is not None:
                named = _named(station, plan)
                yield again_in_words(*named, station.estimate.median_s, again_s)
        base = plan.baseline.variant
        timed = [(s, s.estimate.median_s, k) for s, k in self._kept.values() if s.estimate]
        if timed:
            station, call_s, found = min(
                timed, key=lambda one: (one[0].point.variant != base, one[1])
            )
            yield in_words(*_named(station, plan), call_s, found)


def _named(station: Station, plan: Plan) -> tuple[str, str]:
    return station.point.variant, f"{plan.axis} = {count(station.point.size)}"


def on_restarts(
    shortest: Mapping[str, float], variants: Mapping[str, LoadedVariant], baseline: str
) -> Iterator[str]:
    """Say of a parallel loop that starting it costs more than it brings.

    `shortest` are seconds of calls at one size.
    """
    base = shortest.get(baseline)
    for name, took_s in shortest.items():
        clauses = variants[name].derived.restarts if name in variants else ()
        if base is not None and took_s > base and clauses:
            first = f"{clauses[0][0].upper()}{clauses[0][1:]}"
            yield (
                f"{first}, and {name} is slower than {baseline}: with few items in it, that costs "
                "more than it brings. Make the outer loop the prange one, if its turns allow it."
            )
            return
