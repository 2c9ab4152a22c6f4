"""The facts as what JSON holds, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.results.facts.crossings import Crossing
from explorer.results.facts.facts import Facts
from explorer.results.facts.ratios import Ratio
from explorer.results.facts.regimes import Regime
from explorer.results.facts.subject import Subject
from explorer.results.facts.threads import Threading
from explorer.results.record import Series

if TYPE_CHECKING:
    from explorer.results.facts.laws import Law


def to_json(facts: Facts, sentences: tuple[str, ...]) -> dict[str, Any]:
    """Return the facts and the sentences that are made of them; `threads` is None without any."""
    subject, rule = facts.subject, None if facts.alone else facts.rule
    steps = rule.steps if rule is not None else ()
    return {
        "regimes": [_regime(subject, one) for one in facts.regimes],
        "threads": [_threading(facts, one) for one in facts.threading],
        "wrong": [
            {"variant": one.variant, "sizes": list(one.sizes), "reason": one.reason}
            for one in facts.wrong
        ],
        "not_parallel": list(facts.not_parallel),
        "undecided": [
            {"from": one.first, "to": one.last, "between": [_curve(subject, c) for c in one.best]}
            for one in facts.undecided
        ],
        "rule": {
            "loss_at_most": round(rule.loss, 4),
            "steps": [{"from": one.start, **_curve(subject, one.curve)} for one in steps],
        }
        if rule is not None
        else None,
        "sentences": list(sentences),
    }


def _curve(subject: Subject, curve: Series) -> dict[str, Any]:
    threads = curve[1] if subject.run.is_threaded(curve[0]) else None
    return {"variant": curve[0], "threads": threads}


def _regime(subject: Subject, regime: Regime) -> dict[str, Any]:
    return {
        "from": regime.first,
        "to": regime.last,
        "best": [_curve(subject, curve) for curve in regime.best],
        "over_next": _ratio(regime.over_next),
        "loss_at_most": round(regime.loss, 4),
        "decided": regime.decided,
    }


def _threading(facts: Facts, one: Threading) -> dict[str, Any]:
    largest = one == facts.at_largest(one.variant)
    paying = next((p for p in facts.paying if p.variant == one.variant), None) if largest else None
    return {
        "variant": one.variant,
        "size": one.size,
        "best_threads": one.best,
        "best_threads_between": list(one.between),
        "speedup_over_one": _ratio(one.speedup),
        "efficiency": one.efficiency,
        "over_best_serial": _ratio(one.over_serial),
        "pays_from": _crossing(paying.crossing, paying.against[0]) if paying else None,
        "law": _law(one.law) if one.law is not None else None,
    }


def _ratio(ratio: Ratio | None) -> dict[str, float] | None:
    return None if ratio is None else ratio._asdict()


def _crossing(crossing: Crossing | None, against: str) -> dict[str, Any] | None:
    if crossing is None:
        return None
    ends = {"size": crossing.size, "low": crossing.low, "high": crossing.high}
    return {**ends, "against": against}


def _law(law: Law) -> dict[str, Any]:
    shared = {
        "model": law.model,
        "serial_share": law.serial.median,
        "low": law.serial.low,
        "high": law.serial.high,
        "doubled": law.doubled,
    }
    if law.coherency is None:
        return shared
    return {**shared, "coherency": _ratio(law.coherency), "best_at": law.best_at}
