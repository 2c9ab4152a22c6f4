"""Floating-point numbers beside the reference's: how far each is off, and by what that is judged.

Each element may be off by the tolerance times its own magnitude. What rounding alone can do is
granted, too: calling with arguments that are off by a little tells what each element is computed
from, and so by how much it rounds, as where cancelling leaves little (`measure.conditioning`);
four units in the last place of 1, or of the largest element below it, are granted at any rate.
What differs by more, but not by more than arguments may make that are rounded otherwise, is neither
right nor wrong. Where what rounding does cannot be told, an element may be off by the tolerance
times the magnitude that nine in ten of the elements exceed, or by 64 units in the last place of the
largest.
"""

from functools import cached_property
from typing import Any

import numpy as np

from explorer.measure.agreement import Agreement, Allowed
from explorer.measure.naming import place_of, scientific, short

CHUNK = 1 << 16
"""Elements compared at a time, so that what is between stays in the cache."""
_ROUNDING = 64
"""Units in the last place that rounding is granted for each number, over the magnitude that it is
judged by: a recursion rounds what it rounded before."""
_INSIDE = 4
"""Units in the last place of 1, or of the largest element below, that any may be off by."""
_SMALL_SHARE = 10
"""Per cent of the reference's elements that are taken to be near zero by cancelling."""
_SAMPLED = 1 << 16
"""Elements that tell what nine in ten exceed, so that this takes a millisecond."""
Array = np.ndarray[Any, Any]


def spacing(dtype: np.dtype[Any]) -> float:
    """Return the step between numbers at 1 of a floating-point type, 0 for others."""
    return float(np.finfo(dtype).eps) if dtype.kind in "fc" else 0.0


def floats(mine: Array, right: Array, allowed: Allowed) -> Agreement:
    """Compare arrays of one shape, at least one of them of floating-point numbers."""
    a, b = mine.ravel(), right.ravel()
    parts = [slice(start, start + CHUNK) for start in range(0, b.size, CHUNK)]
    unlike = [part for part in parts if not (a[part] == b[part]).all()]
    if not unlike:
        return Agreement(0.0)
    scale = _Scale(a, b, allowed)
    worst, unchecked = Agreement(0.0), ""
    with np.errstate(all="ignore"):
        for part in unlike:
            found = _chunk(a[part], b[part], scale, part.start, right.shape)
            if found.error is None:
                return found
            unchecked = unchecked or found.unchecked
            worst = max(worst, found, key=lambda one: (bool(one.wrong), one.error or 0.0))
    return worst if worst.wrong else worst._replace(unchecked=unchecked)


class _Scale:
    """The magnitudes by which the deviations of elements are judged."""

    def __init__(self, mine: Array, right: Array, allowed: Allowed) -> None:
        self.tolerance = allowed.tolerance
        self._right, self._allowed = right, allowed
        self._spacing = max(spacing(mine.dtype), spacing(right.dtype))

    def others(self, places: Array) -> Array:
        """Return magnitudes beside their own for elements that are off by more than by these."""
        if not self.tolerance:
            return np.zeros(places.size)
        beside = max(self._usual, self._largest * self._granted(1)) or 1.0
        if self._rounded is None:
            return np.full(places.size, beside)
        found = self._rounded[places]
        # chance leaves one of many as it was, though it rounds as most of them do
        made = np.maximum(found, np.median(found)) * self._granted(self._numbers)
        # numbers near 1 that are written down, as in 1 - x, round too, which no argument shows
        inside = min(self._largest, 1.0) * min(_INSIDE * self._spacing / self.tolerance, 1.0)
        return np.where(found > 0, np.maximum(made, inside), beside)

    def named(self, right: Any, place: int, judged_by: float) -> str:
        """Say which magnitude an element is judged by."""
        figure = scientific(judged_by)
        if float(abs(right)) >= judged_by:
            return f"{figure}, its magnitude"
        if self._rounded is not None and self._rounded[place] > 0:
            return f"{figure}, for rounding what it is computed from"
        if not self._largest:
            return "1, as the reference is 0"
        if self._usual >= judged_by:
            return f"{figure}, what nine in ten elements exceed"
        return f"{figure}, for rounding the {scientific(self._largest)} beside it"

    def is_noise(self, places: Array, deviations: Array) -> bool:
        """Whether rounding the arguments alone may do that to each of these elements."""
        noise = self._noise
        return noise is not None and bool((deviations <= _ROUNDING * noise[places]).all())

    @cached_property
    def _rounded(self) -> Array | None:
        """By what magnitudes the elements round; None where that cannot be told."""
        condition = self._allowed.condition()
        return None if condition is None else condition.magnitudes(_wide(self._right))

    @cached_property
    def _noise(self) -> Array | None:
        """What a unit of rounding the arguments does to each element; None where not known."""
        condition = self._allowed.condition() if self.tolerance else None
        right = _wide(self._right)
        noise = None if condition is None else condition.noise(right)
        if noise is None:
            return None
        magnitudes = abs(right)
        shares = noise / np.where(magnitudes > 0, magnitudes, np.inf)
        # chance leaves one of many as it was, though it moves as most of them do
        made: Array = np.where(noise > 0, np.maximum(noise, np.median(shares) * magnitudes), 0.0)
        return made

    @cached_property
    def _numbers(self) -> int:
        condition = self._allowed.condition()
        return 1 if condition is None else condition.numbers

    @cached_property
    def _largest(self) -> Any:
        right = self._right
        return max(_largest(right[i : i + CHUNK]) for i in range(0, right.size, CHUNK))

    @cached_property
    def _usual(self) -> Any:
        """The magnitude that nine in ten of the elements exceed."""
        sampled = abs(_wide(self._right[:: max(1, self._right.size // _SAMPLED)]))
        sampled = sampled[np.isfinite(sampled) & (sampled > 0)]
        if not sampled.size:
            return 0.0
        return np.percentile(sampled, _SMALL_SHARE, method="lower")

    def _granted(self, numbers: int) -> float:
        """How much of a magnitude is granted to rounding this many numbers, over the tolerance."""
        return min(_ROUNDING * numbers * self._spacing / self.tolerance, 1.0)


def _chunk(a: Array, b: Array, scale: _Scale, start: int, shape: tuple[int, ...]) -> Agreement:
    as_given = a, b
    a, b = _wide(a), _wide(b)
    plain = _within(a, b, scale.tolerance)
    if plain is not None:
        return Agreement(plain)
    unsure = _put_away(a, b)
    unchecked = ""
    if unsure.any():
        first = int(np.argmax(unsure))
        found, wanted = (short(one[first].item()) for one in as_given)
        unchecked = (
            f"The result{place_of(start + first, shape)} is {found}, the reference’s is {wanted}: "
            "which part of a complex number is NaN depends on how it is computed."
        )
    off = np.flatnonzero(a != b)
    if not off.size:
        return Agreement(0.0, unchecked=unchecked)
    mine, right = a[off], b[off]
    odd = ~(np.isfinite(mine) & np.isfinite(right))
    if odd.any():
        first = int(off[np.argmax(odd)])
        found, wanted = (short(one[first].item()) for one in as_given)
        return Agreement(
            None,
            f"The result{place_of(start + first, shape)} is {found}, the reference’s is {wanted}.",
        )
    deviations, magnitudes = abs(mine - right), abs(right)
    beyond = np.flatnonzero(~(deviations <= scale.tolerance * magnitudes))
    if beyond.size:
        magnitudes[beyond] = np.maximum(magnitudes[beyond], scale.others(start + off[beyond]))
    errors = deviations / magnitudes
    beyond_all = np.isinf(deviations)  # as of two large numbers of unlike signs
    errors[beyond_all] = abs(mine / magnitudes - right / magnitudes)[beyond_all]
    first = int(np.argmax(errors))
    error = float(errors[first])
    if error <= scale.tolerance:
        return Agreement(error, unchecked=unchecked)
    worst = start + int(off[first])
    found, wanted = (short(one[off[first]].item()) for one in as_given)
    wrong = np.flatnonzero(~(errors <= scale.tolerance))
    if scale.is_noise(start + off[wrong], deviations[wrong]):
        magnitude = scientific(float(magnitudes[first]))
        return Agreement(
            error,
            unchecked=f"The result{place_of(worst, shape)} is off by {scientific(error)} of "
            f"{magnitude}, and with these arguments rounding alone may do as much: right cannot be "
            "told from wrong; measure with others.",
        )
    return Agreement(
        error,
        f"The result{place_of(worst, shape)} is {found}, "
        f"the reference’s is {wanted}: off by {scientific(error)} of "
        f"{scale.named(right[first], worst, float(magnitudes[first]))}; "
        f"{scientific(scale.tolerance)} is allowed.",
    )


def _within(a: Array, b: Array, tolerance: float) -> float | None:
    """Return the largest deviation of real elements where none is beyond its own magnitude's."""
    if a.dtype != np.float64:
        return None
    deviations, magnitudes = abs(a - b), abs(b)
    if not (np.isfinite(deviations) & (deviations <= tolerance * magnitudes)).all():
        return None
    return max(0.0, float(np.fmax.reduce(deviations / magnitudes)))  # 0 beside 0 gives NaN


def _put_away(a: Array, b: Array) -> Array:
    """Put 0 where both hold the same that is not finite, for real and imaginary parts each.

    So the other part of such a number is still to agree. Returns where two complex numbers are not
    finite and only one of them is NaN in a part: that is 0 then, too.
    """
    is_complex = "c" in a.dtype.kind + b.dtype.kind
    odd = ~(np.isfinite(a) | np.isfinite(b)) & is_complex
    unsure = np.zeros(a.shape, bool)
    for name in ("real", "imag") if is_complex else ("real",):
        mine, right = getattr(a, name), getattr(b, name)
        one_nan = odd & (np.isnan(mine) != np.isnan(right))
        shared = ~np.isfinite(right) & ((mine == right) | (np.isnan(mine) & np.isnan(right)))
        away = one_nan | shared
        if away.any():
            unsure |= one_nan
            for part in (mine, right):
                if part.flags.writeable:  # the imaginary parts of real numbers are not
                    part[away] = 0
    return unsure


def _wide(values: Array) -> Array:
    """Widen what would overflow or round when subtracted or squared; always a copy."""
    is_complex = values.dtype.kind == "c"
    return values.astype(np.result_type(values, np.complex128 if is_complex else np.float64))


def _largest(values: Array) -> Any:
    magnitudes = abs(_wide(values))
    finite = magnitudes[np.isfinite(magnitudes)]
    return np.max(finite) if finite.size else 0.0
