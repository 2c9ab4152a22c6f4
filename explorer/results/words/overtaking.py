"""What is said of a size from which on one curve is faster than another."""

from __future__ import annotations

from explorer.results import wording
from explorer.results.facts.subject import Subject
from explorer.results.facts.swaps import Swap
from explorer.results.record import Series
from explorer.results.words.names import name


def overtaking(subject: Subject, swap: Swap) -> str:
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
