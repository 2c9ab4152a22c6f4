"""Reading a kernel file's syntax tree: what it offers, without running a line of it."""

import ast
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer.kernels.arithmetic import Formula, formula
from explorer.kernels.definitions import coroutines, in_words
from explorer.kernels.elsewhere import sha256_with, taken_by, variant_of
from explorer.kernels.kernel import RESERVED, Kernel, KernelError
from explorer.kernels.lines import lines_of
from explorer.kernels.reading import assigned, documentation, parse, values_of
from explorer.refused import excerpt
from explorer.units import harmless, one_line

_FORMULAS = ("data_bytes", "bytes_moved", "flops")
MOST_VARIANTS = 300
"""Of one kernel file: nobody compares more, and a list of them would hold the window up."""


def read(path: Path) -> Kernel:
    """Read a kernel file; raises KernelError with one sentence when it is not one."""
    source, sha256, tree = parse(path)
    return _kernel(path, sha256, source, tree)


def _kernel(path: Path, sha256: str, source: str, tree: ast.Module) -> Kernel:
    values = values_of(tree)
    _check(path, values)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    elsewhere, theirs = taken_by(path, values)
    taken = {one.name for one in elsewhere}
    if "make_args" not in functions and "make_args" not in taken:
        raise KernelError(f"“{path}” is not a kernel file: it has no function make_args(n).")
    wrong, presets = _names(values, "wrong_on_purpose"), _presets(path, values)
    lines = lines_of(source)
    left_out = RESERVED | set(_names(values, "not_measured"))
    if "spread" in values or "make_part" in functions:
        left_out |= {"combine"}
    own = values.get("own_data", {})
    variants = tuple(
        replace(variant_of(node, lines, node.name in wrong), converter=own.get(name, ""))
        for name, node in functions.items()
        if not name.startswith("_") and name not in left_out | taken
    )
    variants += tuple(replace(v, wrong_on_purpose=v.name in wrong) for v in theirs)
    if not variants:
        raise KernelError(f"“{path}” is not a kernel file: it has no function to measure.")
    if len(variants) > MOST_VARIANTS:
        raise KernelError(
            f"“{path}” has {len(variants):,} functions to measure, and at most {MOST_VARIANTS} can "
            "be variants: let the names of others begin with an underscore, or list them in "
            "not_measured."
        )
    later = {name: line for name, line in coroutines(tree).items() if name not in left_out}
    title, question, lesson = _docstring(tree, path.stem)
    reference = "reference" if "reference" in taken else _function("reference", tree, values)
    if reference is None and "reference" in {*functions, *_made(tree)}:
        reference = "reference"
    elif reference not in {None, *functions, *taken}:
        raise KernelError(
            f"“{path}”: reference is {excerpt(str(reference))!r}, which is no function of the file."
        )
    return Kernel(
        name=path.stem,
        path=path,
        sha256=sha256_with(sha256, elsewhere),
        title=title,
        question=question,
        lesson=lesson,
        variants=variants,
        group=harmless(str(values.get("group", ""))),
        sizes=_sizes(values, presets),
        size_name=harmless(str(values.get("size_name", Kernel.size_name))),
        dtypes=_names(values, "dtypes") or Kernel.dtypes,
        reference=reference,
        baseline=_function("baseline", tree, values),
        outputs=_names(values, "outputs"),
        in_place=_names(values, "in_place"),
        threaded=_names(values, "threaded"),
        formulas=_formulas(functions, values),
        elsewhere=elsewhere,
        presets=presets,
        remarks=(f"{in_words(later)}; a variant has to be a plain function.",) if later else (),
    )


def _sizes(values: dict[str, Any], presets: Iterable[int]) -> str:
    """The default sweep as it is written for a plan: a text, a number or several of them."""
    given = values.get("sizes", ",".join(map(str, presets)) or Kernel.sizes)
    return harmless(",".join(map(str, given)) if isinstance(given, tuple | list) else str(given))


def _presets(path: Path, values: dict[str, Any]) -> dict[int, dict[str, int | float | str]]:
    """The other parameters of `make_args` by n, the smallest first; raises KernelError.

    Presets without an n are the file's own affair.
    """
    given = values.get("presets")
    if not isinstance(given, dict) or not any(
        isinstance(p, dict) and "n" in p for p in given.values()
    ):
        return {}
    found: dict[int, dict[str, int | float | str]] = {}
    for name, preset in given.items():
        n = preset.get("n") if isinstance(preset, dict) else None
        if not isinstance(n, int) or isinstance(n, bool) or n < 1 or n in found:
            raise KernelError(
                f"“{path}”: of presets, {excerpt(repr(name))} must have an n of its own, "
                "a whole number."
            )
        rest = {key: value for key, value in preset.items() if key != "n"}
        if not all(isinstance(key, str) and isinstance(value, int | float | str)
                   for key, value in rest.items()):  # fmt: skip
            raise KernelError(
                f"“{path}”: of presets, {excerpt(repr(name))} must have names and values."
            )
        found[n] = rest
    if len({frozenset(rest) for rest in found.values()}) > 1:
        raise KernelError(f"“{path}”: presets must all have the same parameters.")
    return dict(sorted(found.items()))


def _function(key: str, tree: ast.Module, values: dict[str, Any]) -> str | None:
    """The function that a file names so, by a text or by the name that `def` gives it."""
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    match dict(assigned(tree)).get(key):
        case ast.Name(id=name) if name in defined:
            return name
    return values.get(key)


def _made(tree: ast.Module) -> set[str]:
    """The names that a module assigns or imports."""
    imports = (node.names for node in tree.body if isinstance(node, ast.ImportFrom))
    imported = {alias.asname or alias.name for names in imports for alias in names}
    return imported | {name for name, _ in assigned(tree)}


def _names(values: dict[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key, ())
    return (value,) if isinstance(value, str) else tuple(value)


_SEVERAL = (
    "dtypes", "outputs", "in_place", "threaded", "wrong_on_purpose", "not_measured", "spread",
)  # fmt: skip
_DTYPE = re.compile(r"bool|(u?int|float|complex)(8|16|32|64|128)")
_ONE = ("reference", "baseline", "group", "size_name")


def _check(path: Path, values: dict[str, Any]) -> None:
    """See that what must be names are names; raises KernelError about the first that is not."""
    for key in (*_SEVERAL, *_ONE):
        value = values.get(key, "")
        several = isinstance(value, tuple | list | set) and key in _SEVERAL
        if isinstance(value, str) or (several and all(isinstance(name, str) for name in value)):
            continue
        asked = f'a name or names, as in {key} = "a", "b"' if key in _SEVERAL else "a text"
        raise KernelError(f"“{path}”: {key} is {excerpt(repr(value))}; it must be {asked}.")
    own = values.get("own_data", {})
    if not isinstance(own, dict) or not all(isinstance(v, str) for v in (*own, *own.values())):
        raise KernelError(
            f"“{path}”: own_data is {excerpt(repr(own))}; it must map names of variants to names "
            'of functions, as in own_data = {"lists": "_as_lists"}.'
        )
    for name in _names(values, "dtypes"):
        if not _DTYPE.fullmatch(name):
            known = "float64, float32, int64, complex128"
            raise KernelError(f"“{path}”: dtypes: {excerpt(name)!r} is none; there are {known} …")


def _formulas(functions: dict[str, ast.FunctionDef], values: dict[str, Any]) -> dict[str, Formula]:
    constants = {name: value for name, value in values.items() if isinstance(value, (int, float))}
    found = {name: formula(functions[name], constants) for name in _FORMULAS if name in functions}
    return {name: item for name, item in found.items() if item is not None}


def _docstring(tree: ast.Module, stem: str) -> tuple[str, str, str]:
    """Split the module's docstring into title, question and lesson."""
    paragraphs = [
        " ".join(paragraph.split())
        for paragraph in documentation(tree).split("\n\n")
        if paragraph.strip()
    ]
    title = paragraphs.pop(0).rstrip(".") if paragraphs else one_line(stem)
    question = paragraphs.pop(0) if paragraphs and paragraphs[0].endswith("?") else ""
    return title, question, "\n\n".join(paragraphs)
