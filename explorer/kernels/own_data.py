"""Variants with arguments of their own: another structure of the same data in the same run.

They are written beside the arguments, under a name that is none of them, as a call of a variant or
of another function of the file: `lists = njit(x=list(x))`. The expressions may use what arguments
may, and the arguments' names for their values; an argument that is not written is the one of that
name.
"""

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from explorer.kernels.expressions import problem_in, tree_of
from explorer.kernels.kernel import KernelError, Variant
from explorer.refused import excerpt


def is_call(text: str) -> bool:
    """Whether an expression may be such a call."""
    return _call(text) is not None


def with_own_data(
    label: str,
    text: str,
    known: Mapping[str, Variant],
    guesses: Mapping[str, Mapping[str, str]],
    parameters: Sequence[str],
    names: Collection[str] | None,
) -> Variant:
    """Return the variant that such a call describes.

    `known` are the variants and functions that can be called, `guesses` what the functions' own
    arguments are guessed to be, `parameters` the arguments of the function that is measured, and
    `names` those of the file. Raises KernelError in one sentence.
    """
    call = _call(text)
    assert call is not None
    said = f"{excerpt(label)} = {excerpt(text)}"
    callee = ast.unparse(call.func)
    if not label.isidentifier() or label in known:
        raise KernelError(f"“{label}” cannot be the name of a variant with arguments of its own.")
    if callee not in known:
        raise KernelError(
            f"{said}: there is no variant or function “{excerpt(callee)}”; "
            f"there are {', '.join(known)}."
        )
    base = known[callee]
    written = {word.arg: ast.unparse(word.value) for word in call.keywords if word.arg}
    if call.args or len(written) < len(call.keywords):
        raise KernelError(f"{said}: name each argument, as in {excerpt(callee)}(x=list(x)).")
    for name, expression in written.items():
        if name not in base.parameters:
            has = ", ".join(base.parameters)
            raise KernelError(f"{said}: {callee} has no argument “{excerpt(name)}”; it has {has}.")
        problem = problem_in(expression, None if names is None else {*names, *parameters})
        if problem:
            raise KernelError(f"{said}: {problem}")
    data: dict[str, str] = {}
    for name in base.parameters:
        other = name if name in parameters else guesses.get(callee, {}).get(name)
        if name not in written and other is None:
            raise KernelError(f"{said}: {callee} needs {name} = … too.")
        data[name] = written.get(name) or str(other)
    told = ", ".join(f"{name} = {expression}" for name, expression in written.items())
    return replace(base, name=label, summary=f"{callee} with {told}", of=base.name, data=data)


def _call(text: str) -> ast.Call | None:
    tree = tree_of(text)
    return tree if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) else None
