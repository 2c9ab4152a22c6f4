"""Reading a kernel file's syntax tree: what it offers, without running a line of it."""

from __future__ import annotations

import ast
import hashlib
import io
import re
import sys
import tokenize
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer import regular
from explorer.kernels.arithmetic import Formula, formula
from explorer.kernels.definitions import definitions
from explorer.kernels.kernel import RESERVED, Elsewhere, Kernel, KernelError, Variant
from explorer.kernels.lines import lines_of
from explorer.kernels.notebook import code_of
from explorer.units import harmless

_FORMULAS = ("data_bytes", "bytes_moved", "flops")
LARGEST = 64 * 2**20
"""Bytes of a file; a notebook also holds its pictures."""
LONGEST = 500_000
"""Characters of Python in it: longer texts are made by programs, and take long to look through."""


def read(path: Path) -> Kernel:
    """Read a kernel file; raises KernelError with one sentence when it is not one."""
    source, sha256, tree = parse(path)
    return _kernel(path, sha256, source, tree)


def parse(path: Path) -> tuple[str, str, ast.Module]:
    """Return a Python file's text, SHA-256 and syntax tree; raises KernelError in one sentence."""
    content = content_of(path)
    source, tree = parsed(path, content)
    return source, sha256_of(content), tree


def content_of(path: Path) -> bytes:
    """Return what a Python file or a notebook holds; raises KernelError in one sentence.

    Also where the path is no UTF-8 text: no run file could name it, nor would Numba take it.
    """
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError as error:
        raise KernelError(
            f"“{harmless(str(path))}” cannot be measured: the name of the file or of a folder "
            "above it is not UTF-8 text; give it another name."
        ) from error
    try:
        return regular.content(path, LARGEST)
    except OSError as error:
        raise KernelError(f"“{path}” cannot be read: {error.strerror or error}.") from error


def sha256_of(content: bytes) -> str:
    """Return the sum that a file's content is known by, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sha256_with(own: str, elsewhere: tuple[Elsewhere, ...]) -> str:
    """Return the sum that a file is known by which takes functions of others; its own with none."""
    sums = [own, *(f"{one.name} {one.function} {one.sha256}" for one in elsewhere)]
    return own if not elsewhere else sha256_of("\n".join(sums).encode())


def parsed(path: Path, content: bytes) -> tuple[str, ast.Module]:
    """Return the text and the syntax tree of a file's content; raises KernelError."""
    try:
        source = _decoded(content)
    except (UnicodeDecodeError, SyntaxError, LookupError) as error:
        raise KernelError(
            f"“{path}” is not a Python file: it is not UTF-8 text, nor does it say what else it is."
        ) from error
    if path.suffix == ".ipynb":
        try:
            source = code_of(source)
        except ValueError as error:
            raise KernelError(f"“{path}” is not a notebook: {error}.") from error
    if len(source) > LONGEST:
        raise KernelError(f"“{path}” is too long: it has more than {LONGEST:,} characters.")
    try:
        tree = ast.parse(source, filename=str(path))
    except (RecursionError, MemoryError) as error:
        raise KernelError(f"“{path}” is nested too deeply to be read.") from error
    except (SyntaxError, ValueError) as error:
        raise KernelError(f"“{path}” has a syntax error{_reason(error, source)}.") from error
    return source, tree


def documentation(node: ast.Module | ast.FunctionDef) -> str:
    """Return the docstring, empty where there is none, without what no screen shows."""
    return harmless(ast.get_docstring(node) or "")


def _decoded(content: bytes) -> str:
    """Text in UTF-8, or in what its first lines name (PEP 263), without a byte-order mark."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding)


_NEWER = re.compile(
    r"^\s*(type\s+\w+\s*(\[.*\])?\s*=|(async\s+)?def\s+\w+\[|class\s+\w+\[|except\s*\*|"
    r"match\s.*:\s*$|case\s.*:|except\s+\w+\s*,)|\b[tf][\"']|lazy import"
)


def _reason(error: SyntaxError | ValueError, source: str) -> str:
    """Where and why a text is not Python, and if it may be that of a newer one."""
    line = getattr(error, "lineno", None) or 0
    reason = f" in line {line}: {getattr(error, 'msg', error)}" if line else f": {error}"
    lines = lines_of(source)
    if 0 < line <= len(lines) and _NEWER.search(lines[line - 1]):
        version = ".".join(map(str, sys.version_info[:2]))
        reason += (
            f"; if it is right in a newer Python, run Numba Explorer with that one, not {version}"
        )
    return reason


def home_of(path: Path) -> tuple[Path, str]:
    """Return the folder that a file's imports start from, and the package it is in.

    That is its own folder and no package, or for a file in a package the folder of the outermost.
    """
    folder, names = path.resolve().parent, []
    while (folder / "__init__.py").exists():
        names.append(folder.name)
        folder = folder.parent
    return folder, ".".join(reversed(names))


def _kernel(path: Path, sha256: str, source: str, tree: ast.Module) -> Kernel:
    values = _module_values(tree)
    _check(path, values)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    elsewhere, theirs = _taken(path, values)
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
        replace(_variant(node, lines, node.name in wrong), converter=own.get(name, ""))
        for name, node in functions.items()
        if not name.startswith("_") and name not in left_out | taken
    )
    variants += tuple(replace(v, wrong_on_purpose=v.name in wrong) for v in theirs)
    if not variants:
        raise KernelError(f"“{path}” is not a kernel file: it has no function to measure.")
    title, question, lesson = _docstring(tree, path.stem)
    reference = values.get("reference", "reference" if "reference" in functions else None)
    if "reference" in taken:
        reference = "reference"
    if reference is not None and reference not in {*functions, *taken}:
        raise KernelError(
            f"“{path}”: reference is {reference[:60]!r}, which is no function of the file."
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
        sizes=harmless(str(values.get("sizes", ",".join(map(str, presets)) or Kernel.sizes))),
        size_name=harmless(str(values.get("size_name", Kernel.size_name))),
        dtypes=_names(values, "dtypes") or Kernel.dtypes,
        reference=reference,
        baseline=values.get("baseline"),
        outputs=_names(values, "outputs"),
        in_place=_names(values, "in_place"),
        threaded=_names(values, "threaded"),
        formulas=_formulas(functions, values),
        elsewhere=elsewhere,
        presets=presets,
    )


_OF_A_FILE = re.compile(r"(.+\.py):([^\W\d]\w*)")


def _taken(path: Path, values: dict[str, Any]) -> tuple[tuple[Elsewhere, ...], tuple[Variant, ...]]:
    """What a file takes from others, and those of it that are variants; raises KernelError."""
    wanted = {name: text for name, text in _named(path, values).items() if name not in RESERVED}
    others = {
        name: values[name]
        for name in ("make_args", "reference")
        if isinstance(values.get(name), str) and _OF_A_FILE.fullmatch(values[name])
    }
    elsewhere, variants = [], []
    for name, text in {**wanted, **others}.items():
        file, function = _OF_A_FILE.fullmatch(text).groups()  # type: ignore[union-attr]
        place = path.parent / file
        source, sha256, tree = parse(place)
        found = next((d for d in definitions(tree) if d.name == function), None)
        if found is None:
            raise KernelError(f"“{path}”: {name} is {text!r}, but “{place}” has no {function}.")
        elsewhere.append(Elsewhere(name, place, function, sha256))
        if name in wanted:
            made = _variant(found.node, lines_of(source), wrong_on_purpose=False)
            variants.append(replace(made, name=name, decorators=found.decorators))
    return tuple(elsewhere), tuple(variants)


def _named(path: Path, values: dict[str, Any]) -> dict[str, str]:
    """The variants that are functions of other files, by their names; raises KernelError.

    A list of anything else is the file's own affair.
    """
    given = values.get("variants", ())
    pairs = [*given.items()] if isinstance(given, dict) else [("", text) for text in _list(given)]
    found = [(name, text, _OF_A_FILE.fullmatch(str(text))) for name, text in pairs]
    if not any(match for _, _, match in found):
        return {}
    named: dict[str, str] = {}
    for name, text, match in found:
        if match is None or not isinstance(name, str):
            raise KernelError(
                f"“{path}”: of variants, {text!r:.60} is no function of a file, as “a.py:f”."
            )
        name = name or match[2]
        if name in named or name in RESERVED:
            raise KernelError(f"“{path}”: two variants would be {name}; name them otherwise.")
        named[name] = match[0]
    return named


def _list(given: Any) -> list[Any]:
    return [given] if isinstance(given, str) else list(given) if _is_several(given) else []


def _is_several(given: Any) -> bool:
    return isinstance(given, tuple | list | set)


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
                f"“{path}”: of presets, {name!r:.60} must have an n of its own, a whole number."
            )
        rest = {key: value for key, value in preset.items() if key != "n"}
        if not all(isinstance(key, str) and isinstance(value, int | float | str)
                   for key, value in rest.items()):  # fmt: skip
            raise KernelError(f"“{path}”: of presets, {name!r:.60} must have names and values.")
        found[n] = rest
    if len({frozenset(rest) for rest in found.values()}) > 1:
        raise KernelError(f"“{path}”: presets must all have the same parameters.")
    return dict(sorted(found.items()))


def _variant(node: ast.FunctionDef, lines: list[str], wrong_on_purpose: bool) -> Variant:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    arguments = [*node.args.posonlyargs, *node.args.args]
    return Variant(
        name=node.name,
        summary=documentation(node).partition("\n")[0],
        line=first,
        decorators=tuple(ast.unparse(decorator) for decorator in node.decorator_list),
        parameters=tuple(argument.arg for argument in arguments),
        source="\n".join(lines[first - 1 : node.end_lineno]),
        wrong_on_purpose=wrong_on_purpose,
    )


def _module_values(tree: ast.Module) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                try:
                    values[name] = ast.literal_eval(value)
                except (ValueError, TypeError):
                    continue  # computed when the file runs; nothing that the listing needs
    return values


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
        raise KernelError(f"“{path}”: {key} is {repr(value)[:60]}; it must be {asked}.")
    own = values.get("own_data", {})
    if not isinstance(own, dict) or not all(isinstance(v, str) for v in (*own, *own.values())):
        raise KernelError(
            f"“{path}”: own_data is {repr(own)[:60]}; it must map names of variants to names of "
            'functions, as in own_data = {"lists": "_as_lists"}.'
        )
    for name in _names(values, "dtypes"):
        if not _DTYPE.fullmatch(name):
            known = "float64, float32, int64, complex128"
            raise KernelError(f"“{path}”: dtypes: {name[:60]!r} is none; there are {known} …")


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
    title = paragraphs.pop(0).rstrip(".") if paragraphs else stem
    question = paragraphs.pop(0) if paragraphs and paragraphs[0].endswith("?") else ""
    return title, question, "\n\n".join(paragraphs)
