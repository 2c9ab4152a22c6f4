"""How a variant's speed grows with threads, as one of two laws.

Amdahl: S(N) = 1 / (s + (1 − s) / N), where s is the share that stays serial (Amdahl 1967). USL:
S(N) = N / (1 + σ (N − 1) + κ N (N − 1)), where σ is the share that waits for what is shared and κ
what keeping in step costs (Gunther, Guerrilla Capacity Planning, 2007, chapter 4). With κ = 0 the
second is the first. It is taken only where it explains the times clearly better.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from explorer.results.facts.ratios import Ratio

FEWEST = 4
"""Thread counts that a law needs."""
SLACK = 0.02
"""A law is never asked to fit better than this, as a share: processes differ by as much."""
BETTER = 6.0
"""By so much Akaike's criterion has to fall for the law with one parameter more."""

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Law:
    """A law that was fitted: its parameters with intervals of 95 %, and what twice as many bring.

    `model` is `amdahl` or `usl`; `serial` its serial share, `coherency` USL's κ. `doubled` is the
    speed-up over one thread with twice the most threads measured: an extrapolation. `best_at` is
    the thread count at which USL has its maximum, None where it has none.
    """

    model: str
    serial: Ratio
    coherency: Ratio | None
    doubled: float
    best_at: float | None

    def speedup(self, threads: float) -> float:
        """Return the speed-up over one thread that it gives so many threads."""
        kappa = 0.0 if self.coherency is None else self.coherency.median
        return float(_usl(np.array([threads]), self.serial.median, kappa)[0])


@lru_cache(maxsize=64)
def law(speedups: tuple[tuple[int, Ratio], ...]) -> Law | None:
    """Return the law of speed-ups over one thread; None where there are too few, or none fits.

    It is remembered: fitting takes milliseconds, and most rounds of a run are at other sizes.
    """
    counts = np.array([count for count, _ in speedups], dtype=float)
    if len(counts) < FEWEST or counts[0] != 1:
        return None
    values = np.array([ratio.median for _, ratio in speedups])
    widths = np.array([(ratio.high - ratio.low) / 4 for _, ratio in speedups])
    sigma = np.maximum(widths, SLACK * values / 2)
    simple = _fit(counts[1:], values[1:], sigma[1:], coherency=False)
    full = _fit(counts[1:], values[1:], sigma[1:], coherency=True)
    if simple is None:
        return None
    most = 2 * counts[-1]
    if full is not None and full[2] + BETTER < simple[2] and full[0][1] > 0:
        if full[2] > _far(counts, 2):
            return None
        (share, kappa), ends, _ = full
        serial = Ratio(share, *ends[0])
        doubled = float(_usl(np.array([most]), share, kappa)[0])
        best_at = float(np.sqrt(max(1 - share, 0.0) / kappa))
        if best_at < 2:  # no thread more brings anything: there is nothing to scale
            return None
        return Law("usl", serial, Ratio(kappa, *ends[1]), doubled, best_at)
    (share,), ends, _ = simple
    if simple[2] > _far(counts, 1):
        return None
    doubled = float(_usl(np.array([most]), share)[0])
    return Law("amdahl", Ratio(share, *ends[0]), None, doubled, None)


def _far(counts: Array, parameters: int) -> float:
    """Akaike's criterion beyond which a law is far outside of what the times allow."""
    return 4.0 * len(counts) + 2 * parameters


def _usl(counts: Array, serial: float, kappa: float = 0.0) -> Array:
    return np.asarray(counts / (1.0 + serial * (counts - 1) + kappa * counts * (counts - 1)))


def _fit(
    counts: Array, speedups: Array, sigma: Array, *, coherency: bool
) -> tuple[list[float], list[tuple[float, float]], float] | None:
    """Parameters between 0 and 1, their intervals of 95 %, and Akaike's criterion.

    The inverse of the law is linear in them, N / S(N) - 1 = sigma (N - 1) + kappa N (N - 1), so
    they are found by weighted linear least squares, as Gunther does.
    """
    parameters = 2 if coherency else 1
    if len(counts) < parameters:
        return None
    weight = speedups**2 / (counts * sigma)
    columns = np.stack([counts - 1, counts * (counts - 1)][:parameters], axis=1) * weight[:, None]
    found = _least_squares(columns, (counts / speedups - 1) * weight)
    covariance = np.linalg.pinv(columns.T @ columns)
    chi2 = float(np.sum(((speedups - _usl(counts, *found)) / sigma) ** 2))
    freedom = max(len(counts) - len(found), 1)
    stretched = max(chi2 / freedom, 1.0)
    half = student(freedom) * np.sqrt(np.diag(covariance) * stretched)
    ends = [
        (float(max(value - h, 0.0)), float(min(value + h, 1.0)))
        for value, h in zip(found, half, strict=True)
    ]
    return [float(value) for value in found], ends, chi2 + 2 * len(found)


def student(freedom: int) -> float:
    """Return what Student's t exceeds with a probability of 2.5 %, within 0.2 %.

    Exact for one and two degrees of freedom, else Abramowitz and Stegun, 26.7.5. SciPy has it, too,
    but takes 0.3 s to load, in the middle of drawing.
    """
    if freedom == 1:
        return math.tan(0.475 * math.pi)
    if freedom == 2:
        return 0.95 * math.sqrt(2 / (1 - 0.95**2))
    z = 1.959964
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))


def _least_squares(columns: Array, wanted: Array) -> Array:
    """The parameters, from 0 to 1: where one would be below 0, it is 0 beside the others."""
    found = np.zeros(columns.shape[1])
    free = np.full(len(found), True)
    while free.any():
        found[:] = 0.0
        found[free] = np.linalg.lstsq(columns[:, free], wanted)[0]
        if (found >= 0).all():
            break
        free &= found > 0
    return np.clip(found, 0.0, 1.0)
