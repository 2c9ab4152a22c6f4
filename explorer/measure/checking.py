"""Comparing a variant's result with the reference's."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from explorer.units import significant

_CHUNK = 1 << 16
"""Elements compared at a time, so that what is between stays in the cache."""


class Verdict(NamedTuple):
    """What comparing a result gave.

    `error` is the largest deviation over the reference's largest magnitude (a normwise relative
    error; Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 6.1), None
    where there is no number. `wrong` is empty when the result is right, else a sentence.
    """

    error: float | None
    wrong: str = ""


def compare(result: Any, reference: Any, tolerance: float) -> Verdict:
    """Compare results: numbers, arrays, and tuples, lists or dicts of these."""
    if isinstance(reference, (tuple, list)):
        if not isinstance(result, (tuple, list)) or len(result) != len(reference):
            return Verdict(None, "The result does not have the parts that the reference has.")
        pairs = zip(result, reference, strict=True)
        return _worst([compare(mine, right, tolerance) for mine, right in pairs])
    if isinstance(reference, dict):
        if not isinstance(result, dict) or result.keys() != reference.keys():
            return Verdict(None, "The result does not have the keys that the reference has.")
        return _worst([compare(result[key], reference[key], tolerance) for key in reference])
    if reference is None or isinstance(reference, (str, bytes)):
        return Verdict(None, "" if result == reference else "The result is another one.")
    mine, right = np.asarray(result), np.asarray(reference)
    if right.dtype.kind not in "biufc" or mine.dtype.kind not in "biufc":
        return Verdict(None)
    if mine.shape != right.shape:
        return Verdict(None, f"The result has shape {mine.shape}, the reference has {right.shape}.")
    return _numbers(mine.ravel(), right.ravel(), tolerance)


def _worst(verdicts: list[Verdict]) -> Verdict:
    wrong = [verdict for verdict in verdicts if verdict.wrong]
    errors = [verdict.error for verdict in verdicts if verdict.error is not None]
    return Verdict(max(errors, default=None), wrong[0].wrong if wrong else "")


def _numbers(mine: np.ndarray[Any, Any], right: np.ndarray[Any, Any], tolerance: float) -> Verdict:
    largest = deviation = 0.0
    for start in range(0, right.size, _CHUNK):
        a, b = mine[start : start + _CHUNK], right[start : start + _CHUNK]
        if a.dtype.kind in "bu" or b.dtype.kind in "bu":
            a, b = a.astype(np.float64), b.astype(np.float64)  # unsigned differences wrap
        same = a == b
        if same.all():
            largest = max(largest, _largest(np.abs(b)))
            continue
        both_nan = np.isnan(a) & np.isnan(b)
        off = ~(same | both_nan)
        gaps = np.abs(a[off] - b[off])
        if gaps.size and not np.isfinite(gaps).all():
            return Verdict(None, "The result is not a number where the reference is one.")
        deviation = max(deviation, _largest(gaps))
        largest = max(largest, _largest(np.abs(b)))
    error = deviation / largest if largest else deviation
    if error <= tolerance:
        return Verdict(error)
    return Verdict(
        error,
        f"The result is off by {_scientific(error)} of the reference's magnitude; "
        f"{_scientific(tolerance)} is allowed.",
    )


def _largest(values: np.ndarray[Any, Any]) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if finite.size else 0.0


def _scientific(value: float) -> str:
    if value == 0 or 1e-3 <= value < 1e4:
        return significant(value)
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e+")
