"""All that a run says, drawn from it in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.results.facts.regimes import Regime, contests, regimes
from explorer.results.facts.rule import Rule, shortest_rule
from explorer.results.facts.subject import Subject
from explorer.results.facts.threads import Paying, Threading, paying, threading
from explorer.results.record import Run


@dataclass(frozen=True)
class Wrong:
    """A variant with wrong results: at which sizes, and why in a sentence."""

    variant: str
    sizes: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Facts:
    """What the visible part of a run says. Words are made of these, and of nothing else.

    `not_parallel` are the variants that ask for threads and have no parallel loop. `noisy` are the
    points, of variants that may be recommended, with too few undisturbed samples.
    """

    subject: Subject
    regimes: tuple[Regime, ...]
    rule: Rule | None
    threading: tuple[Threading, ...]
    paying: tuple[Paying, ...]
    wrong: tuple[Wrong, ...]
    not_parallel: tuple[str, ...]

    @property
    def undecided(self) -> tuple[Regime, ...]:
        """The ranges in which the run cannot tell what is best."""
        return tuple(regime for regime in self.regimes if not regime.decided)

    def at_largest(self, variant: str) -> Threading | None:
        """Return what threads bring a variant at the largest size known of it."""
        mine: Sequence[Threading] = [one for one in self.threading if one.variant == variant]
        return mine[-1] if mine else None


_remembered: dict[tuple[object, ...], Facts] = {}
_MOST = 8


def facts(subject: Subject) -> Facts:
    """Return what a run says of what is in sight; remembered, because many ask for the same."""
    key = (id(subject.run), subject.hidden, subject.low, subject.high)
    known = _remembered.get(key)
    if known is not None and known.subject.run is subject.run:
        return known
    while len(_remembered) >= _MOST:
        _remembered.pop(next(iter(_remembered)), None)
    made = _remembered[key] = _facts(subject)
    return made


def _facts(subject: Subject) -> Facts:
    found = contests(subject)
    return Facts(
        subject=subject,
        regimes=regimes(subject, found),
        rule=shortest_rule(subject, found),
        threading=threading(subject),
        paying=paying(subject),
        wrong=_wrong(subject.run, subject),
        not_parallel=tuple(
            name for name, compiled in subject.run.compiled.items()
            if compiled.note and name in {curve[0] for curve in subject.curves}
        ),
    )  # fmt: skip


def _wrong(run: Run, subject: Subject) -> tuple[Wrong, ...]:
    visible = {curve[0] for curve in subject.curves}
    found = []
    for variant in run.plan.variants:
        records = [run.points[p] for p in sorted(run.points) if p.variant == variant]
        bad = [record for record in records if record.status == "wrong"]
        if bad and variant in visible:
            sizes = tuple(dict.fromkeys(record.point.size for record in bad))
            found.append(Wrong(variant, sizes, bad[0].reason))
    return tuple(found)
