"""Finding arguments that fit a user's function, in a process of its own, before anything is timed.

`python -m explorer.measure.fitting` is that process: it reads a job and answers with lines of JSON.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from explorer.kernels.arguments.growing import power
from explorer.kernels.finding import open_file
from explorer.kernels.function import DEFAULT, SAMPLED
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.outline import outline
from explorer.kernels.own import sweep
from explorer.kernels.target import Target
from explorer.measure import manners
from explorer.measure.pythons import measures
from explorer.measure.question import Question
from explorer.starting import environment as own_environment
from explorer.units import listed

if TYPE_CHECKING:
    from explorer.kernels.loaded import LoadedKernel


LIMIT_S = 45.0
"""Loading Numba, running the file and trying together must not take longer."""
_LONGEST = 100
"""Letters of an argument in a sentence."""
NOT_TRIED = (
    f"Whether the guessed arguments fit was not found out within {LIMIT_S:g} s; where they do not, "
    "give them with --argument, or take them from a script that calls it with --capture SCRIPT."
)


@dataclass(frozen=True)
class Job:
    """A function to be called; others may be tried of its arguments that are `changeable`."""

    target: Target
    changeable: tuple[str, ...]


def fitted(kernel: Kernel, tell: Callable[[str], object] = lambda sentence: None) -> Kernel:
    """Return the kernel with arguments that its function takes, those that are guessed changed.

    Also tells which other functions of the file give the same for the same arguments
    (`Kernel.alike`). Raises KernelError where no guess fits, naming what to type, and where the
    file cannot be run. What ends the process leaves the kernel as it is. `tell` gets a sentence for
    each program that the file started and that still runs.
    """
    if kernel.function is None or kernel.arguments is None:
        return kernel
    if not kernel.guessed and (kernel.alike is not None or not _shared(kernel)):
        return kernel
    answers = ask(kernel, kernel.guessed)
    for sentence in answers["left_behind"]:
        tell(sentence)
    found = answers.get("fitted")
    if "refused" in answers:
        raise KernelError(answers["refused"])
    if found is None:
        if answers["late"]:
            tell(NOT_TRIED)
        return kernel
    if found["failure"]:
        if not kernel.guessed:  # the call is wanted as it is, but tells nothing of other functions
            return replace(kernel, alike=())
        raise KernelError(_no_fit(kernel, found))
    given = {k: v for k, v in kernel.arguments.items() if k not in kernel.guessed}
    changed = {k: found["arguments"][k] for k in found["changed"]}
    made = kernel
    if changed:
        kept = {k: kernel.arguments[k] for k in kernel.guessed}
        made = open_file(kernel.path, kernel.function, {**kept, **given, **changed})
        made = replace(made, sources={**kernel.sources, **_sources_of(kernel, changed)})
    doubts = [] if found["finite"] else ["the result holds NaN"]
    if found["once"]:
        doubts.append(f"the loop in line {found['once']} ends after one turn")
    if doubts and kernel.guessed:
        last = kernel.guessed[-1]
        text = f"{made.sources.get(last, '')}; with these guesses {' and '.join(doubts)}"
        made = replace(made, sources={**made.sources, last: text.lstrip("; ")})
    if found["idle"]:
        idle = f"a guess; the loop in line {found['idle']} makes no turn with it"
        made = replace(made, sources={**made.sources, **dict.fromkeys(found["suspects"], idle)})
    if found["power"] > power((made.arguments or {}).values()):  # a function of the file makes them
        made = replace(made, sizes=sweep(found["power"]))
    low, _, high = made.sizes.partition(":")
    if float(low) < found["least"] < float(high or "inf"):
        made = replace(made, sizes=f"{found['least']}:{high}" if high else str(found["least"]))
    for name, line in found["missed"].items():
        if made.sources.get(name) not in (None, DEFAULT):  # a default is meant so
            text = f"{made.sources[name]}; line {line} is not reached with it"
            made = replace(made, sources={**made.sources, name: text})
    return replace(made, guessed=(), alike=tuple(answers.get("alike", ())))


def _sources_of(kernel: Kernel, changed: Mapping[str, str]) -> dict[str, str]:
    """Where arguments that are no guesses any more come from: a call of the file, or trials."""
    function = outline(kernel.path).reached(kernel.function or "")
    called = function.as_called if function is not None else {}
    return {
        name: f"{kernel.sources[name]}, as it is written"
        if called.get(name) == text and kernel.sources[name].startswith(SAMPLED)
        else "found by trying"
        for name, text in changed.items()
    }


def _no_fit(kernel: Kernel, found: dict[str, Any]) -> str:
    assert kernel.arguments is not None
    suspects = found["suspects"][:3]
    if found["failure"].startswith(("NameError", "AttributeError: module")):  # whatever they are
        line = f" in line {found['line']}" if found["line"] else ""
        failure = found["failure"].rstrip(".")
        helps = "define it at the top level of the file, or import it"
        if not failure.startswith("NameError"):
            helps = "another version of that module may have it"
        return f"{kernel.function} cannot be called: {failure}{line}; {helps}."
    if "ModuleNotFoundError" in found["failure"]:
        return (
            f"{kernel.function} cannot be called: {found['failure'].rstrip('.')}; install it in "
            "the Python that measures, or have the file measured by the Python that has it."
        )
    told = {name: kernel.arguments[name] for name in suspects}
    guesses = listed(
        [
            f"{name} = {text if len(text) <= _LONGEST else f'{text[:_LONGEST]}…'}"
            for name, text in told.items()
        ]
    )
    where = f" in line {found['line']}" if found["line"] else ""
    verb = "is a guess and does" if len(suspects) == 1 else "are guesses and do"
    typed = " ".join(f'--argument "{name}=…"' for name in suspects)
    failure = found["failure"].rstrip(".")
    if "out of bounds" in failure and any("rng." in kernel.arguments[name] for name in suspects):
        failure += "; with twice as many items, too"
    return (
        f"{guesses} {verb} not fit {kernel.function}{where} ({failure}); give it with {typed}, or "
        "take it from a script that calls it with --capture SCRIPT."
    )


def ask(
    kernel: Kernel,
    changeable: Collection[str],
    begun: Callable[[Question], object] = lambda question: None,
) -> dict[str, Any]:
    """Return what a process answers that calls the kernel's function, and what it left behind.

    `changeable` are the arguments of which others may be tried; `begun` gets the question, which
    another thread may give up.
    """
    environment = {
        **own_environment(),
        "MPLBACKEND": "Agg",
        "NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING": "1",
    }
    job = job_of(kernel, changeable)
    question = Question("explorer.measure.fitting", job, environment, measures(kernel.path))
    begun(question)
    answer = question.answer(LIMIT_S)
    late = answer.status is None
    return {**answer.told(), "left_behind": question.left_behind(), "late": late}


def job_of(kernel: Kernel, changeable: Collection[str]) -> Job:
    """Return what the process is to do."""
    return Job(Target.of(kernel), tuple(changeable))


def main() -> None:
    """Try the arguments of the job on standard input, and answer on standard output."""
    job, answers = manners.job_and_answers(Job, silent=True)
    find_out(job, lambda **answer: manners.tell(answers, answer))


def find_out(job: Job, tell: Callable[..., object]) -> None:
    """Do a job of `ask` in this process; `tell` gets each answer by its name as soon as it is."""
    with manners.for_good():
        from explorer.kernels.arguments.trying import fit
        from explorer.kernels.loading import load
        from explorer.measure.warming import get_ready

    try:
        kernel = job.target.kernel()
        with manners.for_good():
            get_ready(kernel, warm=True)
        job.target.go_home()
        loaded = load(kernel, ("boundscheck", "as_written"))
        found = fit(kernel, loaded, job.changeable, lambda found: tell(fitted=found))
        tell(fitted=found)
    except KernelError as error:
        tell(refused=str(error))
        return
    if found.failure:
        return
    fitting = replace(kernel, arguments=found.arguments)
    others = _shared(kernel)
    if not others:
        return
    same: list[str] = []
    for name in alike(fitting, load(fitting, others), others):
        same.append(name)
        tell(alike=same)


def alike(kernel: Kernel, loaded: LoadedKernel, names: list[str]) -> Iterator[str]:
    """Yield the variants of these names that give what the function gives for the same call.

    Their plain Python is called: that compiles nothing, and has no threads.
    """
    from explorer.kernels.arguments.giving_up import TooLongError, within
    from explorer.kernels.arguments.trial import SIZES
    from explorer.kernels.deriving import interpreted_of
    from explorer.measure.comparing import compare

    made = loaded.make_args(SIZES[0], "float64", 0)
    right_args = copy.deepcopy(made)
    try:
        right = within(loaded.references[0].function, right_args)
    except (Exception, TooLongError):
        return
    for name in names:
        arguments = copy.deepcopy(made)
        try:
            result = within(interpreted_of(loaded.module, name, kernel.path), arguments)
            verdict = compare((result, *_arrays(arguments)), (right, *_arrays(right_args)), 1e-6)
        except (Exception, TooLongError):  # it takes other arguments, or is of another kind
            continue
        if not verdict.wrong:
            yield name


def _arrays(arguments: tuple[Any, ...]) -> list[Any]:
    return [argument for argument in arguments if hasattr(argument, "dtype")]


def _shared(kernel: Kernel) -> list[str]:
    """The other functions of the file that would be measured along."""
    from explorer.kernels.made_variants import AS_WRITTEN, PYTHON
    from explorer.kernels.ticking import ticked

    chosen = set(ticked(kernel)) - {PYTHON, AS_WRITTEN}
    return [v.name for v in kernel.variants if v.options is None and v.name in chosen]


if __name__ == "__main__":
    main()
    manners.end()
