"""From which size on several workers pay, as measured and as a model says.

A call of W workers takes at least an empty call of them, floor(W), and what its bytes take to go
there and back; it saves what they do not compute one after the other. With T, the time of one host:

    T·(1 − 1/W) > floor(W) + bytes / bandwidth

Where the best on one host is another way of calling than the workers' own, as with more threads,
what is saved is the best's time less a W-th of the time of the workers' way on one host.
"""

from collections.abc import Callable

from explorer.workers.facts import Spread

Side = Callable[[int], float | None]
"""Seconds at one of the measured sizes; None where they are not known."""
STEPS = 40


def measured_from(spread: Spread, workers: int) -> float | None:
    """Return the size from which on so many workers take less than the best on one host.

    0 where they do at every size, None where they do not at the largest.
    """

    def beyond_floor(size: int) -> float | None:
        shared = spread.at(size, workers)
        return None if shared is None else shared.wall.median_s - spread.floor_s[workers]

    return _from(spread, workers, lambda n: _best_s(spread, n), beyond_floor)


def model_from(spread: Spread, workers: int) -> float | None:
    """Return the size from which on the model says so, as `measured_from`."""

    def beyond_floor(size: int) -> float | None:
        cost, own = cost_s(spread, size, workers), own_s(spread, size)
        if cost is None or own is None:
            return None
        return cost - spread.floor_s[workers] + own / workers

    return _from(spread, workers, lambda n: _best_s(spread, n), beyond_floor)


def cost_s(spread: Spread, size: int, workers: int) -> float | None:
    """Return the seconds that the model says so many workers cost, its right side."""
    shared = spread.at(size, workers)
    if shared is None:
        return None
    return spread.floor_s[workers] + shared.bytes / spread.bandwidth


def own_s(spread: Spread, size: int) -> float | None:
    """Return the time of the workers' own way of calling on one host."""
    threads = spread.seats[0].threads
    known = [a for a in spread.alone if (a.variant, a.size) == (spread.variant, size)]
    near = [a for a in known if a.threads == threads] or known
    return near[0].time.median_s if near else None


def _best_s(spread: Spread, size: int) -> float | None:
    best = spread.best_alone(size)
    return None if best is None else best.time.median_s


def _from(spread: Spread, workers: int, one: Side, beyond_floor: Side) -> float | None:
    """Where one host begins to take longer than the floor and what is beyond it, for good.

    Between two sizes both are taken for powers of n, as times of calls are.
    """
    floor = spread.floor_s[workers]
    known = [
        (size, max(mine, 1e-12), max(theirs, 1e-12))
        for size in spread.sizes
        if (mine := one(size)) is not None and (theirs := beyond_floor(size)) is not None
    ]
    pays = [mine > floor + theirs for _, mine, theirs in known]
    if not known or not pays[-1]:
        return None
    if all(pays):
        return 0.0
    last = max(place for place, found in enumerate(pays) if not found)
    (small, a, b), (large, c, d) = known[last], known[last + 1]
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        share = (low + high) / 2
        is_longer = a * (c / a) ** share > floor + b * (d / b) ** share
        low, high = (low, share) if is_longer else (share, high)
    return float(small * (large / small) ** high)
