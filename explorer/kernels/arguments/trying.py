"""Trying guessed arguments on a user's function, and the next best ones where they do not fit."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from explorer.kernels.arguments.candidates import (
    ARRAYS,
    NUMBERS,
    next_best,
    that_compile,
    tied_by_powers,
)
from explorer.kernels.arguments.giving_up import TOO_LONG
from explorer.kernels.arguments.guessing import DEFINITE
from explorer.kernels.arguments.trial import LARGE, Outcome, Trial
from explorer.kernels.function import DEFAULT
from explorer.kernels.kernel import Kernel
from explorer.kernels.loaded import LoadedKernel
from explorer.kernels.outline import outline

ROUNDS = 5
"""So many failures, each further into the function, are followed."""
TURNS_TRIES = 6
"""So many values are tried for an argument that the head of a loop without turns depends on."""
COMPILED_TRIES = 5
FEW_PARTS = ("10", "2")
"""Numbers of parts, as of a histogram, that leave none empty where n parts of n items would."""


@dataclass(frozen=True)
class Fitted:
    """Arguments that a call of the function took. `changed` are those that differ from the guess.

    `failure` says why none fit, empty where these do; `suspects` are the arguments that it is
    about, `line` the line of the function where the call failed. `idle` is the line of a loop that
    makes no turn with these arguments, `once` of a while loop that ends after one, 0 where there is
    none; it may be meant so. `missed` are the first
    lines of branches that an argument keeps calls from. `finite` says that the results hold no NaN,
    `power` with which power of n the data grow, `least` from which n on there are enough of them,
    0 where there always are.
    """

    arguments: Mapping[str, str]
    changed: tuple[str, ...] = ()
    failure: str = ""
    suspects: tuple[str, ...] = ()
    line: int = 0
    idle: int = 0
    once: int = 0
    missed: Mapping[str, int] = field(default_factory=dict)
    finite: bool = True
    power: int = 1
    least: int = 0


def fit(
    kernel: Kernel,
    loaded: LoadedKernel,
    guessed: tuple[str, ...],
    tell: Callable[[Fitted], object] = lambda found: None,
) -> Fitted:
    """Return arguments that the function takes, found by trying; only guessed ones are changed.

    `tell` gets those that Python took before compiling for them is tried, which may take long.
    """
    given = kernel.shared_arguments
    assert given is not None
    trial = Trial(kernel, loaded)
    arguments = dict(given)
    first = outcome = trial.call(arguments)
    beyond = first.failure.startswith("IndexError")  # compiled helpers check no index
    least = 0
    if beyond or (first.failure and set(guessed) != set(given)):  # there may be too few items
        larger = trial.call_larger(arguments)
        if not larger.failure:
            outcome, least = larger, LARGE[0]
    written = _as_called(kernel, guessed)
    if outcome.failure not in ("", TOO_LONG) and written:  # lengths made n may be what does not fit
        called = trial.call({**given, **written})
        if not called.failure:
            arguments, outcome = {**given, **written}, called
    for _ in range(ROUNDS):
        if not outcome.failure:
            free = tuple(name for name in guessed if arguments[name] != written.get(name))
            arguments, outcome = _better(trial, arguments, free, outcome)
            if set(trial.in_head(outcome.idle, guessed)) - {*free}:  # they do where n is as there
                outcome = replace(outcome, idle=())
            tell(replace(_fitted(trial, arguments, given, guessed, outcome), least=least))
            arguments, outcome = _compiling(trial, arguments, guessed, outcome)
            return replace(_fitted(trial, arguments, given, guessed, outcome), least=least)
        further = _further(trial, arguments, guessed, outcome)
        if further is None:
            break
        arguments, outcome = further
    if outcome.failure == TOO_LONG and written and set(written) == set(guessed):  # it is meant so
        return _fitted(trial, {**given, **written}, given, guessed, outcome)
    if not beyond and trial.compiled_takes(given):
        return Fitted(given)
    suspects = tuple(name for name in first.suspects if name in guessed)
    return Fitted(given, (), first.failure, suspects or guessed or first.suspects, first.line)


def _as_called(kernel: Kernel, guessed: tuple[str, ...]) -> dict[str, str]:
    """What a call in the file gives for guessed arguments, as it is written; none without one."""
    function = outline(kernel.path).reached(kernel.function or "")
    assert function is not None
    defaults = [name for name, source in function.sources.items() if source == DEFAULT]
    given = {**{name: function.arguments[name] for name in defaults}, **function.as_called}
    return {k: v for k, v in given.items() if k in guessed} if function.as_called else {}


def _fitted(
    trial: Trial,
    arguments: Mapping[str, str],
    given: Mapping[str, str],
    guessed: tuple[str, ...],
    outcome: Outcome,
) -> Fitted:
    """Return what is known of arguments that were called with, as it came out with these."""
    return Fitted(
        arguments,
        changed=tuple(name for name in guessed if arguments[name] != given[name]),
        suspects=trial.in_head(outcome.idle, guessed),
        idle=min(outcome.idle, default=0),
        once=min(outcome.once, default=0),
        missed={name: line for name, line in outcome.missed.items() if name in guessed},
        finite=outcome.finite,
        power=trial.power(arguments),
    )


def _further(
    trial: Trial, arguments: dict[str, str], guessed: tuple[str, ...], outcome: Outcome
) -> tuple[dict[str, str], Outcome] | None:
    """Return arguments with which a call gets further than with these; None if none is found."""
    suspects = [name for name in outcome.suspects if name in guessed] or list(guessed)
    best: tuple[dict[str, str], Outcome] | None = None
    fitting: tuple[dict[str, str], Outcome] | None = None
    idle_tries = 0
    tied = tied_by_powers(arguments, guessed, trial.powers)
    for tried in chain(tied, next_best(arguments, suspects, outcome.message)):
        if trial.late:
            break
        result = trial.call(tried)
        if not result.failure and not result.idle:
            return tried, result
        if not result.failure:  # something else may let every loop turn
            fitting = fitting or (tried, result)
            idle_tries += 1
            if idle_tries > TURNS_TRIES:
                break
        elif result.reached > (best[1] if best else outcome).reached:
            best = tried, result
    return fitting or best


def _better(
    trial: Trial, arguments: dict[str, str], guessed: tuple[str, ...], outcome: Outcome
) -> tuple[dict[str, str], Outcome]:
    """Return arguments with which more loops make turns, or results are no NaN, if any do."""
    for others in (_turning, _defined, _beginning):
        for other in others(trial, arguments, guessed, outcome):
            if trial.late or not any(_faults(outcome)):
                return arguments, outcome
            result = trial.call(other)
            if not result.failure and _faults(result) < _faults(outcome):
                arguments, outcome = other, result
    return arguments, outcome


def _turning(
    trial: Trial, arguments: dict[str, str], guessed: tuple[str, ...], outcome: Outcome
) -> list[dict[str, str]]:
    """Arguments with which loops that make no turn may make some."""
    return [
        {**arguments, name: text}
        for name in trial.in_head(outcome.idle, guessed)
        for text in (NUMBERS if "rng." not in arguments[name] else ARRAYS)[:TURNS_TRIES]
    ]


def _defined(
    trial: Trial, arguments: dict[str, str], guessed: tuple[str, ...], outcome: Outcome
) -> list[dict[str, str]]:
    """Arguments with which results that are NaN may be numbers."""
    if outcome.finite:
        return []
    square = [name for name in guessed if arguments[name] == "rng.random((n, n))"]
    grown = [name for name in guessed if arguments[name] == "n"]
    return [
        *({**arguments, name: DEFINITE} for name in square),
        *({**arguments, name: few} for name in grown for few in FEW_PARTS),
    ]


def _beginning(
    trial: Trial, arguments: dict[str, str], guessed: tuple[str, ...], outcome: Outcome
) -> list[dict[str, str]]:
    """Arguments with which loops go on that end after one turn.

    What a loop goes on with until it changes little begins with zeros more often than by chance.
    """
    begun = {n: _zeros(arguments[n]) for n in trial.written if n in guessed}
    return [{**arguments, **begun}] if outcome.once and begun else []


def _faults(outcome: Outcome) -> tuple[bool, int, int]:
    """What is amiss in a call that gave a result, the worst first."""
    return not outcome.finite, len(outcome.idle), len(outcome.once)


def _zeros(text: str) -> str:
    """An array of zeros of the same shape; what is no plain array as it is."""
    return re.sub(r"^rng\.random\((.*)\)$", r"np.zeros(\1)", text)


def _compiling(
    trial: Trial, arguments: dict[str, str], guessed: tuple[str, ...], outcome: Outcome
) -> tuple[dict[str, str], Outcome]:
    """Return arguments that Numba can compile for too, these where a few tries find none."""
    if trial.compiles(arguments):
        return arguments, outcome
    tries = that_compile(arguments, guessed, trial.refused, trial.in_refused_line())
    for tried in tries[:COMPILED_TRIES]:
        if trial.late:
            break
        result = trial.call(tried)
        if not result.failure and trial.compiles(tried):
            return tried, result
    return arguments, outcome
