"""What to use, from which size on, how surely, and when compiling has paid."""

import math

from explorer.kernels.kernel import Kernel
from explorer.results import wording
from explorer.results.analysis import break_even
from explorer.results.facts.facts import Facts
from explorer.results.facts.ratios import faster
from explorer.results.facts.rule import Rule
from explorer.results.facts.subject import Subject
from explorer.results.record import Series
from explorer.results.words.names import at_most, name, names, with_options
from explorer.results.words.undecided import not_sure, sizes_open
from explorer.units import count, seconds

WORTH_SAYING = 0.005
"""A rule that costs less than this share of the best time is said without what it costs."""
FEW_STEPS = 3
"""Where most is undecided, a rule of more steps goes after noise: it is not told."""


def recommendation(facts: Facts, kernel: Kernel | None) -> str | None:
    """Say what to use, as the shortest rule does; None where nothing has a time."""
    if facts.alone is not None:
        only, which = f"Only {facts.alone}", "could be measured"
        if facts.others_wrong:
            which = "may be recommended" if facts.others_unfit else "gives right results"
            only = f"Of what was timed, only {facts.alone}" if facts.untimed else only
        elif facts.others_unfit:
            which = "may be recommended"
        elif facts.untimed:
            which = "was timed"
        return f"{only} {which}, so there is nothing to choose from."
    rule, sizes = facts.rule, facts.sizes or facts.subject.sizes
    if rule is None:
        return None
    if facts.nothing_sure:
        return _said(facts.subject, sizes, _nothing_sure(facts, rule, kernel))
    text = "; ".join(filter(None, (_steps(facts.subject, rule, kernel, sizes), not_sure(facts))))
    if rule.loss >= WORTH_SAYING:
        text += f"; {_loss(facts, sizes)} more than {at_most(rule.loss)} behind the best"
        text += ", round by round"
    verb = "use" if facts.subject.run.finished else "so far: use"
    measured, open_at = facts.subject.sizes, sizes_open(facts)
    if 2 * open_at <= len(measured):
        return _said(facts.subject, sizes, f"{verb} {text}")
    little = f"little is sure: at {open_at} of {len(measured)} sizes it cannot be told what is best"
    little = _said(facts.subject, sizes, little)
    if len(rule.steps) > FEW_STEPS:
        return little
    return f"{little} The likeliest: {wording.sentence(_steps(facts.subject, rule, None, sizes))}"


def _loss(facts: Facts, sizes: tuple[int, ...]) -> str:
    """Begin a clause on what a rule loses, which is known only where the best is."""
    if facts.undecided:
        return "where the best is known, that is never"
    return "at no measured size is that" if len(sizes) > 1 else "at this size it is not"


def _said(subject: Subject, sizes: tuple[int, ...], text: str) -> str:
    """A recommendation as a sentence; where sizes are out of sight, about which ones it is."""
    if not subject.is_zoomed or len(sizes) == 1:
        return wording.sentence(text[:1].upper() + text[1:])
    span = f"{wording.at(subject.run, sizes[0])} to {count(sizes[-1])}"
    return wording.sentence(f"Of the sizes shown, {span}: {text}")


def paid(facts: Facts, kernel: Kernel | None) -> str | None:
    """Say after how many calls compiling has paid, against the fastest that needs none."""
    subject, rule = facts.subject, facts.rule
    if rule is None or facts.names_none:
        return None
    run, size = subject.run, subject.sizes[-1]
    variant = rule.steps[-1].curve[0]
    compiled = run.compiled.get(variant)
    if compiled is None or not compiled.seconds:
        return None
    records = sorted(subject.timed(size), key=lambda record: record.median_s)
    free = (r for r in records if not _is_compiled(subject, kernel, r.point.variant))
    rival, mine = next(free, None), subject.record(rule.steps[-1].curve, size)
    if rival is None or mine is None or not faster(mine, rival):
        return None  # what is not surely faster may never pay
    other = rival.point.variant
    calls = break_even(run, mine, rival)
    if calls is None:
        return None
    number = count(float(f"{max(math.ceil(calls), 1):.1e}"))
    return (
        f"Compiling {variant} ({seconds(compiled.seconds, 2)}) pays off after about {number} "
        f"call{'' if number == '1' else 's'} at {wording.at(run, size)}, against {other}."
    )


def choice_at(facts: Facts, size: int) -> Series | None:
    """Return what the rule says to use at a measured size."""
    steps = facts.rule.steps if facts.rule is not None else ()
    known = [step.curve for step in steps if step.start <= size] or [s.curve for s in steps[:1]]
    return known[-1] if known else None


def _nothing_sure(facts: Facts, rule: Rule, kernel: Kernel | None) -> str:
    subject = facts.subject
    curves = sorted({c for regime in facts.regimes for c in regime.best}, key=subject.plainness)
    which = (
        f"which of {names(subject, curves, 'or')} is best" if len(curves) > 1 else "what is best"
    )
    text, chosen = f"nothing is sure: the run cannot tell {which}", rule.steps[0].curve
    if facts.names_none or not all(chosen in facts.open_at(size) for size in subject.sizes):
        return text
    where = " at every size" if len(subject.sizes) > 1 else ""
    return f"{text}; the plainest that may well be so{where} is " + with_options(
        subject, kernel, chosen
    )


def _steps(subject: Subject, rule: Rule, kernel: Kernel | None, sizes: tuple[int, ...]) -> str:
    run, steps = subject.run, rule.steps
    called, told = [], set[str]()
    for step in steps:  # each variant's options once
        known = None if step.curve[0] in told else kernel
        called.append(with_options(subject, known, step.curve))
        told.add(step.curve[0])
    starts = [wording.about(run, step.start) for step in steps]
    if len(sizes) == 1:
        return f"{called[0]} at {wording.at(run, sizes[0])}"
    if len(steps) == 1:
        return f"{called[0]} at every size from {count(sizes[0])} to {count(sizes[-1])}"
    if len(steps) == 2:
        larger = with_options(subject, kernel, steps[1].curve)
        return f"{larger} from {starts[1]} on, below that {name(subject, steps[0].curve)}"
    between = "".join(
        f", {called[place]} from there to {starts[place + 1]}" for place in range(1, len(steps) - 1)
    )
    return f"{called[0]} below {starts[1]}{between}, and {called[-1]} from there on"


def _is_compiled(subject: Subject, kernel: Kernel | None, variant: str) -> bool:
    if kernel is not None and variant in kernel.variant_names:
        return kernel.variant(variant).compiled
    return subject.run.is_compiled(variant)
