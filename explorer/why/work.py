"""The work of a call, as it is counted: what a roofline is drawn of."""

from dataclasses import dataclass

from explorer.why.ceilings import Ceilings, rate_at

FAR = 1.8
"""How many times slower the last cache is to read where it is full to have a roof for that, too."""


@dataclass(frozen=True)
class Work:
    """What a call of a variant does at a size: operations, bytes it loads and stores (counted)."""

    variant: str
    size: int
    flops: int
    bytes: int
    simd_share: float | None

    @property
    def intensity(self) -> float | None:
        """Flop per byte loaded or stored; None where there is none of either."""
        return self.flops / self.bytes if self.flops and self.bytes else None


@dataclass(frozen=True)
class Weighed:
    """The work of calls beside what this machine can do at best; `failed` says what is missing."""

    work: tuple[Work, ...]
    ceilings: Ceilings | None
    failed: dict[str, str]

    def of(self, variant: str, size: int) -> Work | None:
        """Return the work of a variant at a size, None where it was not counted."""
        return next((w for w in self.work if (w.variant, w.size) == (variant, size)), None)


@dataclass(frozen=True)
class Roof:
    """A ceiling over flop/s: `bandwidth` bytes/s times the intensity, and never above `peak`.

    Both are of one thread.
    """

    level: str
    bandwidth: float
    peak: float

    def over(self, intensity: float) -> float:
        """Return the most flop/s at an intensity."""
        return min(self.peak, self.bandwidth * intensity)


def roofs(ceilings: Ceilings) -> tuple[Roof, ...]:
    """Return the roofs of the cache levels and of memory, the highest first.

    The bandwidth is what one thread reads at best of data that a level holds and the one before it
    does not; where much of it is far slower to read, as in a cache that is shared with others, that
    has a roof of its own. Of what was measured beyond the last level, it is that of memory. As in
    the cache-aware roofline model of Ilic, Pratas and Sousa (2014), bytes are those that
    instructions load and store.
    """
    largest = ceilings.read[-1][0]
    found = []
    nearer = 0.0
    for level, size in sorted(ceilings.sizes.items()):
        best = min(2 * nearer, size) if nearer else size / 2
        nearer = size
        if best > largest:
            continue
        ends = [rate_at(ceilings.read, best), rate_at(ceilings.read, min(size, largest))]
        found.append(Roof(level, ends[0], ceilings.peak_flops))
        if level == list(ceilings.sizes)[-1] and ends[1] * FAR < ends[0]:
            found.append(Roof(f"{level} filled", ends[1], ceilings.peak_flops))
    if not ceilings.sizes or largest > max(ceilings.sizes.values()):
        found.append(Roof("DRAM", ceilings.read[-1][1], ceilings.peak_flops))
    return tuple(found)


def roof_of(ceilings: Ceilings, data_bytes: float) -> Roof:
    """Return the roof of the place where so many bytes of data lie."""
    level = ceilings.level_of(data_bytes)
    return Roof(level, rate_at(ceilings.read, data_bytes), ceilings.peak_flops)
