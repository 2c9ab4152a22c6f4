"""Whether a function takes its arguments, said in a sentence, before anything is measured."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from explorer.kernels.function import DEFAULT
from explorer.kernels.kernel import Kernel
from explorer.measure.fitting import ask
from explorer.measure.question import Question


@dataclass(frozen=True)
class Check:
    """What calls with small sizes said.

    `arguments` are those that were called with last: what was found where others were looked for.
    `about` are the arguments that the sentence is about, none where it is about all.
    """

    fits: bool
    sentence: str
    arguments: Mapping[str, str]
    about: tuple[str, ...] = ()


def check(
    kernel: Kernel,
    changeable: Collection[str] = (),
    begun: Callable[[Question], object] = lambda question: None,
) -> Check:
    """Call a function in a process of its own with its arguments, for small sizes.

    Of those that are `changeable` others are looked for, where these do not fit. `begun` as for
    `fitting.ask`.
    """
    given = dict(kernel.arguments or {})
    answers = ask(kernel, changeable, begun)
    meant = {name for name, source in kernel.sources.items() if source == DEFAULT}
    found = _said(answers, given, meant)
    return replace(found, sentence=" ".join([found.sentence, *answers["left_behind"]]))


def _said(answers: Mapping[str, Any], given: Mapping[str, str], meant: Collection[str]) -> Check:
    if "refused" in answers:
        return Check(False, answers["refused"], given)
    found = answers.get("fitted")
    if found is None:
        return Check(False, "The call ended the process, or gave no result in time.", given)
    about = tuple(found["suspects"])
    if found["failure"]:
        line = f" in line {found['line']}" if found["line"] else ""
        return Check(False, f"{found['failure'].rstrip('.')}{line}.", given, about)
    if found["idle"]:
        sentence = f"It can be called, but the loop in line {found['idle']} makes no turn."
        return Check(True, sentence, found["arguments"], about)
    if not found["finite"]:
        return Check(True, "It can be called with these, but the result holds NaN.",
                     found["arguments"])  # fmt: skip
    if found["once"]:
        sentence = f"It can be called, but the loop in line {found['once']} ends after one turn."
        return Check(True, sentence, found["arguments"])
    missed = {name: line for name, line in found["missed"].items() if name not in meant}
    if missed:
        name, line = next(iter(missed.items()))
        sentence = f"It can be called, but line {line} is not reached with this {name}."
        return Check(True, sentence, found["arguments"], tuple(missed))
    return Check(True, "It can be called with these.", found["arguments"])
