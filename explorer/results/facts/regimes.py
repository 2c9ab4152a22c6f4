"""The sizes parted into ranges in which one choice is best."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.results.facts.contests import LOSS, SAME, Contest, contest
from explorer.results.facts.ratios import Ratio, ratio, widened
from explorer.results.facts.subject import Subject
from explorer.results.record import Series


@dataclass(frozen=True)
class Regime:
    """A range of measured sizes, its first to its last.

    Where it is `decided`, each of `best` surely loses at most 5 % at every size of it, plainest
    first; `over_next` is how many times faster the first is than the next best that is not among
    them, where that is least. Where it is not, `best` are those that may be, at some size of it.
    `loss` is what the first takes longer than the best at worst, going by medians.
    """

    first: int
    last: int
    best: tuple[Series, ...]
    decided: bool
    over_next: Ratio | None
    loss: float


def contests(subject: Subject) -> tuple[Contest, ...]:
    """Return who is best at each size."""
    found = (contest(subject, size) for size in subject.sizes)
    return tuple(one for one in found if one is not None)


def regimes(subject: Subject, found: Sequence[Contest]) -> tuple[Regime, ...]:
    """Return the ranges, the smallest sizes first: as few as there can be.

    A range goes on as long as the same choice stays good enough, so two that the data cannot
    separate, or that differ by no more than the loss, are one.
    """
    parts: list[list[Contest]] = []
    common: set[Series] = set()
    for one in found:
        mine = set(one.good or one.open)
        together = common & mine
        if parts and together and _is_alike(parts[-1][0], one):
            parts[-1].append(one)
            common = together
        else:
            parts.append([one])
            common = mine
    return tuple(_regime(subject, part) for part in parts)


def _is_alike(one: Contest, other: Contest) -> bool:
    """Whether it is as well known of either who is best, and if not, for the same reason."""
    return one.decided == other.decided and one.missing == other.missing


def _regime(subject: Subject, part: Sequence[Contest]) -> Regime:
    decided = part[0].decided
    if decided:
        common = set.intersection(*(set(one.good) for one in part))
        best = tuple(sorted(common, key=lambda curve: _rank(subject, curve, part)))
    else:
        open_at_some = set[Series]().union(*(one.open for one in part))
        best = tuple(sorted(open_at_some, key=subject.plainness))
    return Regime(
        first=part[0].size,
        last=part[-1].size,
        best=best,
        decided=decided,
        over_next=_over_next(subject, best, part) if decided else None,
        loss=max(loss_of(one, best[0]) for one in part if best[0] in one.losses),
    )


def loss_of(one: Contest, curve: Series) -> float:
    """Return what a curve takes longer than the best of a size, as a share, going by medians."""
    return one.losses[curve].median - 1


def _rank(subject: Subject, curve: Series, part: Sequence[Contest]) -> tuple[bool, int, int]:
    """Plainest first; but one that loses visibly comes after those that do not."""
    visible = max(loss_of(one, curve) for one in part) > max(SAME - 1, LOSS / 2)
    return visible, *subject.plainness(curve)


def _over_next(subject: Subject, best: tuple[Series, ...], part: Sequence[Contest]) -> Ratio | None:
    """The least ratio to any other at any size, with the least of either end, widened."""
    found = []
    for one in part:
        others = [loss for curve, loss in one.losses.items() if curve not in best]
        mine = subject.record(best[0], one.size)
        if not others or mine is None:
            continue
        near = min(loss.high for loss in others)  # beyond that nobody is the next best
        for curve, loss in one.losses.items():
            other = subject.record(curve, one.size)
            if curve not in best and loss.low <= near and other is not None:
                found.append(ratio(mine, other))
    if not found:
        return None
    return widened(Ratio(*map(min, zip(*found, strict=True))))
