"""Sentences made of facts: what to use, and how surely."""

from __future__ import annotations

from explorer.results import wording
from explorer.results.facts.facts import Facts
from explorer.results.facts.regimes import Regime
from explorer.results.facts.rule import Rule, Step
from explorer.results.facts.subject import Subject
from explorer.results.record import Series
from explorer.units import count, percent


def recommendation(facts: Facts) -> str:
    """Return the sentence that says what to use; empty where nothing has a time."""
    subject, rule = facts.subject, facts.rule
    if rule is None:
        return ""
    verb = "Use" if subject.run.finished else "So far: use"
    if len(facts.undecided) == len(facts.regimes):
        return _nothing_sure(facts)
    text = f"{verb} {_steps(subject, rule)}"
    if rule.loss >= 0.005:
        text += f"; at no measured size that takes over {percent(rule.loss)} more than the best"
    return wording.sentence(text)


def doubts(facts: Facts) -> str:
    """Return the sentence that says where the run cannot tell what is best; empty if nowhere."""
    subject, found = facts.subject, facts.undecided
    if not found or len(found) == len(facts.regimes):
        return ""
    parts = [f"{_range(subject, one)} between {_names(subject, one.best)}" for one in found]
    return wording.sentence(f"The run cannot tell {wording.some(parts)}")


def _nothing_sure(facts: Facts) -> str:
    subject, rule = facts.subject, facts.rule
    assert rule is not None
    names = {curve for regime in facts.regimes for curve in regime.best}
    ordered = tuple(sorted(names, key=subject.plainness))
    text = f"Nothing is sure: the run cannot tell {_names(subject, ordered)} apart"
    return wording.sentence(f"{text}. Going by medians it would be {_steps(subject, rule)}")


def _steps(subject: Subject, rule: Rule) -> str:
    run, steps, sizes = subject.run, rule.steps, subject.sizes
    if len(sizes) == 1:
        return f"{name(subject, steps[0].curve)} at {wording.at(run, sizes[0])}"
    if len(steps) == 1:
        ends = f"{count(sizes[0])} to {count(sizes[-1])}"
        return f"{name(subject, steps[0].curve)} at every size from {ends}"
    parts = [f"{name(subject, steps[0].curve)} below {_at(subject, steps[1])}"]
    for step in steps[1:-1]:
        parts.append(
            f"{name(subject, step.curve)} from there to {_at(subject, _after(rule, step))}"
        )
    last = steps[-1]
    return f"{', '.join(parts)}, and {name(subject, last.curve)} from there on"


def _after(rule: Rule, step: Step) -> Step:
    return rule.steps[rule.steps.index(step) + 1]


def _at(subject: Subject, step: Step) -> str:
    return wording.about(subject.run, step.start)


def _range(subject: Subject, regime: Regime) -> str:
    if regime.first == regime.last:
        return f"at {wording.at(subject.run, regime.first)}"
    return f"from {wording.at(subject.run, regime.first)} to {count(regime.last)}"


def _names(subject: Subject, curves: tuple[Series, ...]) -> str:
    return wording.some([name(subject, curve) for curve in curves])


def name(subject: Subject, curve: Series) -> str:
    """Return the name of a curve, with its threads where they make a difference."""
    return wording.series(subject.run, *curve)
