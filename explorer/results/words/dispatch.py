"""The shortest rule as a Python function that runs as it is pasted."""

import keyword
import math
import re
from collections.abc import Iterator, Sequence

from explorer.results import wording
from explorer.results.facts.facts import Facts
from explorer.results.facts.rule import Rule, Step
from explorer.results.facts.subject import Subject
from explorer.results.words.names import at_most
from explorer.results.words.undecided import unsure_at
from explorer.units import count

_TAKEN = {"numba", "min", "None", "True", "False"}
"""Names that the function itself uses."""


def dispatch(facts: Facts) -> str:
    """Return the source of a function that picks a variant by size; empty where none has a time.

    The function takes the size and then the variants that the rule names, as they are defined
    where it is pasted, and returns the one to call. Where that uses threads it sets how many,
    never more than Numba has there. What it was drawn from stands above it as a comment.
    """
    rule, subject = facts.rule, facts.subject
    if rule is None or facts.alone:
        return ""
    run, axis = subject.run, _identifier(subject.run.plan.axis, ())
    variants = tuple(dict.fromkeys(step.curve[0] for step in rule.steps))
    names: dict[str, str] = {}
    for variant in variants:
        names[variant] = _identifier(variant, (axis, *names.values()))
    threaded = any(run.is_threaded(variant) for variant in variants)
    lines = [f"# {_one_line(text)}" for text in _comments(facts, rule)]
    lines += ["import numba", "", ""] if threaded else ["", ""]
    name = _identifier(f"fastest_{run.plan.kernel.name}", ())
    lines += [f"def {name}({', '.join((axis, *names.values()))}):"]
    sets = " and set the thread count for it" if threaded else ""
    lines += [f'    """Return which of these functions to call for a size{sets}."""']
    for place, step in enumerate(rule.steps):
        indent = "    "
        if place + 1 < len(rule.steps):
            lines.append(f"    if {axis} < {_limit(subject, rule.steps[place + 1].start)}:")
            indent = "        "
        lines += [indent + line for line in _body(subject, step, names)]
    return "\n".join(lines) + "\n"


def _body(subject: Subject, step: Step, names: dict[str, str]) -> Iterator[str]:
    variant, threads = step.curve
    if subject.run.is_threaded(variant):
        most = "numba.config.NUMBA_NUM_THREADS"
        yield f"numba.set_num_threads({f'min({threads}, {most})' if threads > 1 else 1})"
    yield f"return {names[variant]}"


def _comments(facts: Facts, rule: Rule) -> Iterator[str]:
    subject, run = facts.subject, facts.subject.run
    axis, sizes = run.plan.axis, subject.sizes
    of = f" of {run.plan.kernel.function}" if run.plan.kernel.function else ""
    yield f"{run.plan.kernel.name}{of}: which variant to use, by Numba Explorer."
    cpu = run.machine.get("cpu")
    yield f"Measured {run.created}{f' on {cpu}' if cpu else ''}."
    arguments = run.plan.kernel.arguments
    if arguments:
        given = ", ".join(f"{name} = {value}" for name, value in arguments.items())
        yield f"Arguments: {given}."
    span = f"{axis} = {count(sizes[0])}"
    if len(sizes) > 1:
        span = f"{axis} from {count(sizes[0])} to {count(sizes[-1])}"
    yield f"Measured for {span}; beyond that it is a guess."
    if rule.loss >= 0.005:
        never = (
            "Where the best is known, it never takes"
            if facts.undecided
            else "At no measured size does it take"
        )
        yield f"{never} over {at_most(rule.loss)} more than the best, round by round."
    for regime in facts.undecided:
        where = f"{axis} = {count(regime.first)}"
        if regime.last != regime.first:
            where = f"{axis} from {count(regime.first)} to {count(regime.last)}"
        between = ", ".join(_curve(subject, *curve) for curve in regime.best)
        yield f"For {where} the run cannot tell which is best; it may be: {between}."
    for one in facts.unsure:
        if (one.below, one.above) != (None, None):
            where = unsure_at(subject, one)
            yield f"{where[:1].upper()}{where[1:]} it is not sure where to change."


def _curve(subject: Subject, variant: str, threads: int) -> str:
    return wording.series(subject.run, variant, threads)


def _limit(subject: Subject, start: float) -> str:
    """A round number that parts the measured sizes as `start` does, as Python writes it."""
    below = max(size for size in subject.sizes if size < start)
    above = min((size for size in subject.sizes if size >= start), default=math.ceil(start))
    for digits in (2, 3, 4):
        scale = 10 ** max(0, len(str(int(start))) - digits)
        rounded = round(start / scale) * scale
        if below < rounded <= above:
            return f"{rounded:_}"
    return f"{min(max(math.ceil(start), below + 1), above):_}"


def _identifier(name: str, taken: Sequence[str]) -> str:
    """A name that can be a parameter and is none of those that are taken."""
    found = re.sub(r"\W", "_", name)
    if not found.isidentifier():
        found = f"_{found}"
    while found in taken or found in _TAKEN or keyword.iskeyword(found):
        found += "_"
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())
