"""A user's own function as a kernel: the variants that its decorator options make of it."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from explorer.kernels.arguments.growing import power
from explorer.kernels.definitions import defined_inside, in_words, names_in
from explorer.kernels.expressions import problem_in
from explorer.kernels.function import Function
from explorer.kernels.kernel import Kernel, KernelError, Variant
from explorer.kernels.made_variants import (
    AS_WRITTEN,
    ONE_THREAD,
    PYTHON,
    interpreted,
    of_other,
    with_options,
    with_own_decorator,
)
from explorer.kernels.outline import Outline, outline
from explorer.kernels.own_data import is_call, with_own_data
from explorer.kernels.reading import parse
from explorer.kernels.ticking import words
from explorer.refused import excerpt

_ONE = "100"
_ONE_SIZE = "No argument depends on n: one size is measured, unless others are asked for."
_SWEEPS = {1: "1e2:1e6", 2: "8:512", 3: "4:128", 4: "4:32"}
MOST_OTHERS = 100
"""Other functions of a file that become variants of one."""


def own_kernel(path: Path, name: str, arguments: Mapping[str, str] | None = None) -> Kernel:
    """Return a function of any Python file as a kernel; nothing of the file is run.

    `arguments` maps parameters to Python expressions of n, np and rng; those missing are guessed.
    Raises KernelError in one sentence.
    """
    found = outline(path)
    function = _function(found, name)
    given = dict(arguments or {})
    own = {key for key, text in given.items() if key not in function.parameters and is_call(text)}
    unknown = [key for key in given if key not in function.parameters and key not in own]
    if unknown:
        raise KernelError(
            f"{name} has no argument “{excerpt(unknown[0])}”; "
            f"it has {', '.join(function.parameters)}."
        )
    for key, expression in given.items():
        if key not in own:
            check_expression(key, expression, found.names)
    alternatives = _alternatives(found, function)
    others = alternatives[:MOST_OTHERS]
    whole = function.decorated_as("guvectorize", "stencil")
    plain = [] if whole else [interpreted(function)]
    variants = [
        *plain,
        *with_own_decorator(function),
        *with_options(function),
        *map(of_other, others),
    ]
    compiled = AS_WRITTEN if function.decorated_as("vectorize") else "njit"
    compiled = ONE_THREAD if any(v.name == ONE_THREAD for v in variants) else compiled
    if function.is_cuda:
        raise KernelError(cuda_sentence(name))
    made = {**function.arguments, **given}
    shared = {key: text for key, text in made.items() if key not in own}
    asked = made
    if found.makes_args and own == set(given):
        asked = given  # the others are those of make_args
    for key in own:
        variants.append(_with_own_data(key, given[key], variants, found, function))
    kernel = Kernel(
        name=f"{path.stem}:{name}",
        path=path,
        sha256=found.sha256,
        title=name,
        question="",
        lesson=function.summary,
        variants=tuple(variants),
        sizes=sweep(power(shared.values())),
        size_name=_axis(shared),
        axis=_axis(shared),
        dtypes=("float64", "float32"),
        reference=PYTHON if plain else compiled,
        second_reference=compiled,
        baseline=compiled,
        in_place=function.writes,
        function=name,
        arguments=None if found.makes_args and not given else asked,
        guessed=tuple(key for key in made if key not in given),
        sources={**function.sources, **dict.fromkeys(given, "given")},
        remarks=_remarks(found, len(alternatives)),
    )
    if kernel.grows:
        return kernel
    return replace(kernel, sizes=_ONE, remarks=(*kernel.remarks, _ONE_SIZE))


def _with_own_data(
    label: str, text: str, variants: list[Variant], found: Outline, function: Function
) -> Variant:
    others = {f.name: f for f in found.functions if f.name != "make_args"}
    known = {name: of_other(other) for name, other in others.items()}
    known.update({variant.name: variant for variant in variants if not variant.of})
    named = AS_WRITTEN if AS_WRITTEN in known else "njit"
    if named in known:
        known[function.name] = known[named]
    guesses = {name: other.arguments for name, other in others.items()}
    return with_own_data(label, text, known, guesses, function.parameters, found.names)


def check_expression(parameter: str, expression: str, names: Collection[str] | None = None) -> None:
    """Raise KernelError in one sentence when something is wrong with an argument's expression."""
    problem = problem_in(expression, names)
    if problem:
        raise KernelError(f"The argument {parameter} = {excerpt(expression)}: {problem}")


def sweep(grows: int) -> str:
    """Return the sizes that suit data which grow with this power of n."""
    return _SWEEPS.get(grows, "2:6")


def _axis(arguments: Mapping[str, str]) -> str:
    """What is swept: the one argument that is n where nothing else depends on n, else n."""
    growing = [name for name, text in arguments.items() if "n" in names_in(text)]
    alone = len(growing) == 1 and arguments[growing[0]].strip() == "n"
    return growing[0] if alone else "n"


def cuda_sentence(name: str) -> str:
    """Say that a function is for a GPU."""
    return (
        f"“{name}” is a CUDA kernel: it runs on a GPU, in a grid of threads, "
        "and Numba Explorer measures functions that run on the CPU."
    )


def _function(found: Outline, name: str) -> Function:
    function = found.reached(name)
    if function is not None:
        return function
    names = [f.name for f in found.functions if f.name != "make_args"]
    if not names:
        raise KernelError(no_function(found))
    later = found.coroutines.get(name)
    if later:
        raise KernelError(
            f"{in_words({name: later})}; measure the function with the loop that it calls."
        )
    inside = _inside_of(found.path, name)
    if inside:
        raise KernelError(inside)
    if found.names is not None and name in found.names:
        raise KernelError(
            f"“{name}” of “{found.path}” is no function; its functions are {', '.join(names)}."
        )
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean “{near[0]}”? It has" if near else "it has"
    raise KernelError(f"“{found.path}” has no function “{name}”; {hint} {', '.join(names)}.")


def _inside_of(path: Path, name: str) -> str:
    """Say in which function of a file one is defined; empty where none of that name is."""
    _, _, tree = parse(path)
    found = defined_inside(tree, name)
    if found is None:
        return ""
    around, line = found
    return (
        f"“{name}” is defined in line {line} inside “{around}”, and exists only while that runs: "
        f"write it at the top level of the file, or, where {around} returns it, measure "
        f"“{around}(…)” with what it takes."
    )


def no_function(found: Outline) -> str:
    """Say that a file has nothing to measure."""
    if found.coroutines:
        return f"“{found.path}” has no other functions: {in_words(found.coroutines)}."
    return f"“{found.path}” has no function; write what is to be measured as one."


def _alternatives(found: Outline, function: Function) -> list[Function]:
    """Other functions of the file that take the same arguments and are no helpers of it.

    Those with a word of its name come first.
    """
    others = [
        other
        for other in found.functions
        if other.name != function.name
        and not other.name.startswith("_")
        and other.name not in function.calls
        and function.name not in other.calls
        and other.parameters == function.parameters
        and other.arguments == function.arguments
    ]
    return sorted(others, key=lambda other: not words(other.name) & words(function.name))


def _remarks(found: Outline, alternatives: int) -> tuple[str, ...]:
    said = [f"{in_words(found.coroutines)}."] if found.coroutines else []
    if alternatives > MOST_OTHERS:
        said.append(f"Of {alternatives:,} functions with the same arguments, {MOST_OTHERS} are "
                    "listed as variants.")  # fmt: skip
    return tuple(said)
