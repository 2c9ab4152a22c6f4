"""How a variant's speed grows with threads, as one of two laws.

Amdahl: S(N) = 1 / (s + (1 − s) / N), where s is the share that stays serial (Amdahl 1967). USL:
S(N) = N / (1 + σ (N − 1) + κ N (N − 1)), where σ is the share that waits for what is shared and κ
what keeping in step costs (Gunther, Guerrilla Capacity Planning, 2007, chapter 4). With κ = 0 the
second is the first. It is taken only where it explains the times clearly better.
"""

from __future__ import annotations

from collections.abc import Callable
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
    simple = _fit(_amdahl, counts[1:], values[1:], sigma[1:], [0.1])
    full = _fit(_usl, counts[1:], values[1:], sigma[1:], [0.1, 1e-3])
    if simple is None:
        return None
    most = 2 * counts[-1]
    if full is not None and full[2] + BETTER < simple[2] and full[0][1] > 0:
        (share, kappa), ends, _ = full
        serial = Ratio(share, *ends[0])
        doubled = float(_usl(np.array([most]), share, kappa)[0])
        best_at = float(np.sqrt(max(1 - share, 0.0) / kappa))
        return Law("usl", serial, Ratio(kappa, *ends[1]), doubled, best_at)
    (share,), ends, _ = simple
    if simple[2] > 4 * len(counts) + 2:  # far outside of what the times allow: neither law
        return None
    doubled = float(_amdahl(np.array([most]), share)[0])
    return Law("amdahl", Ratio(share, *ends[0]), None, doubled, None)


def _amdahl(counts: Array, serial: float) -> Array:
    return np.asarray(1.0 / (serial + (1.0 - serial) / counts))


def _usl(counts: Array, serial: float, kappa: float) -> Array:
    return np.asarray(counts / (1.0 + serial * (counts - 1) + kappa * counts * (counts - 1)))


def _fit(
    function: Callable[..., Array], x: Array, y: Array, sigma: Array, start: list[float]
) -> tuple[list[float], list[tuple[float, float]], float] | None:
    """Parameters between 0 and 1, their intervals of 95 %, and Akaike's criterion."""
    from scipy.optimize import curve_fit
    from scipy.stats import t

    if len(x) < len(start):
        return None
    try:
        found, covariance = curve_fit(
            function, x, y, p0=start, sigma=sigma, absolute_sigma=True, bounds=(0.0, 1.0)
        )
    except (RuntimeError, ValueError):  # it does not converge
        return None
    chi2 = float(np.sum(((y - function(x, *found)) / sigma) ** 2))
    freedom = max(len(x) - len(start), 1)
    stretched = max(chi2 / freedom, 1.0)
    half = t.ppf(0.975, freedom) * np.sqrt(np.maximum(np.diag(covariance), 0) * stretched)
    ends = [
        (float(max(value - h, 0.0)), float(min(value + h, 1.0)))
        for value, h in zip(found, half, strict=True)
    ]
    return [float(value) for value in found], ends, chi2 + 2 * len(start)
