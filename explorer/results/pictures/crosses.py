"""Where crossings are drawn: on the curve that overtakes, at the size where it does."""

import math
from collections.abc import Callable, Iterable, Iterator

from explorer.results import wording
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.facts.swaps import Swap, overtakings
from explorer.results.pictures.picture import Cross, Curve, Picture
from explorer.results.record import Series
from explorer.results.words.names import name

Crossings = Callable[[Subject, Picture], Iterable[Swap]]
"""Which of them a chart marks, of what is in sight and of what is drawn."""


def of_the_rule(subject: Subject, _picture: Picture) -> Iterable[Swap]:
    """Return where what is recommended changes."""
    return facts(subject).swaps


def over_the_baseline(subject: Subject, picture: Picture) -> Iterable[Swap]:
    """Return where each curve overtakes the baseline."""
    base = subject.run.plan.baseline
    other = base.variant, subject.run.threads_of(base.variant, base.threads)
    return overtakings(subject, [c.covers or (c.series,) for c in _own(picture)], other)


def crosses(subject: Subject, picture: Picture, wanted: Crossings) -> tuple[Cross, ...]:
    """Return the rings of a picture, each with what is said of it."""
    found = []
    for swap in wanted(subject, picture) if picture.curves else ():
        x = math.log10(swap.crossing.size)
        curves = [c for c in _own(picture) if set(swap.mine) & {c.series, *c.covers}]
        places = ((curve.height(x), curve) for curve in curves)
        heights = [(y, curve) for y, curve in places if y is not None]
        if heights:
            y, curve = min(heights, key=lambda pair: pair[0])
            found.append(Cross(x, y, curve.series, curve.rank, _overtaking(subject, swap)))
    return tuple(found)


def _own(picture: Picture) -> Iterator[Curve]:
    return (curve for curve in picture.curves if not curve.other)


def _overtaking(subject: Subject, swap: Swap) -> str:
    """Say who is faster than whom, from where on, and between which sizes that surely is."""
    run, found = subject.run, swap.crossing
    text = f"{_named(subject, swap.mine)} is faster than {_named(subject, swap.other)}"
    text += f" from {wording.about(run, found.size)} on"
    if found.low is not None:
        text += f" ({wording.roughly(found.low)} to {wording.roughly(found.high)})"
    if swap.last < subject.sizes[-1]:
        text += f", up to {wording.at(run, swap.last)} at least"
    return text


def _named(subject: Subject, bundle: tuple[Series, ...]) -> str:
    """A curve, or of several thread counts the variant with what is drawn of it: the best."""
    if len(bundle) == 1:
        return name(subject, bundle[0])
    return f"{bundle[0][0]} with the best of {len(bundle)} thread counts"
