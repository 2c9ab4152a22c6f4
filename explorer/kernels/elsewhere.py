"""What a kernel file takes from other files: variants, make_args, the reference."""

import ast
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer.kernels.definitions import decorators, definitions, first_line
from explorer.kernels.kernel import RESERVED, Elsewhere, KernelError, Variant
from explorer.kernels.lines import lines_of
from explorer.kernels.reading import documentation, parse, parsed, sha256_of, values_of
from explorer.refused import excerpt

_OF_A_FILE = re.compile(r"(.+\.py):([^\W\d]\w*)")


def taken_by(
    path: Path, values: dict[str, Any]
) -> tuple[tuple[Elsewhere, ...], tuple[Variant, ...]]:
    """Return what a file takes from others, and its variants among that; raises KernelError."""
    wanted, others = _texts(path, values)
    elsewhere, variants = [], []
    for name, text in {**wanted, **others}.items():
        file, function = _parted(text)
        place = path.parent / file
        source, sha256, tree = parse(place)
        found = next((d for d in definitions(tree) if d.name == function), None)
        if found is None:
            raise KernelError(f"“{path}”: {name} is {text!r}, but “{place}” has no {function}.")
        elsewhere.append(Elsewhere(name, place, function, sha256))
        if name in wanted:
            made = variant_of(found.node, lines_of(source), wrong_on_purpose=False)
            variants.append(replace(made, name=name, decorators=found.decorators))
    return tuple(elsewhere), tuple(variants)


def files_of(path: Path, content: bytes) -> tuple[str, ...]:
    """Return the other files that a file with this content takes from, as it names them."""
    wanted, others = _texts(path, values_of(parsed(path, content)[1]))
    return tuple(dict.fromkeys(_parted(text)[0] for text in (*wanted.values(), *others.values())))


def _texts(path: Path, values: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The variants that are functions of other files, and what else is; as `file.py:function`."""
    wanted = {name: text for name, text in _named(path, values).items() if name not in RESERVED}
    others = {
        name: values[name]
        for name in ("make_args", "reference")
        if isinstance(values.get(name), str) and _OF_A_FILE.fullmatch(values[name])
    }
    return wanted, others


def _parted(text: str) -> tuple[str, str]:
    file, function = _OF_A_FILE.fullmatch(text).groups()  # type: ignore[union-attr]
    return file, function


def _named(path: Path, values: dict[str, Any]) -> dict[str, str]:
    """The variants that are functions of other files, by their names; raises KernelError.

    A list of anything else is the file's own affair.
    """
    given = values.get("variants", ())
    given = [given] if isinstance(given, str) else given
    pairs: list[tuple[Any, Any]] = []
    if isinstance(given, dict):
        pairs = [*given.items()]
    elif isinstance(given, tuple | list | set):
        pairs = [("", text) for text in given]
    found = [(name, text, _OF_A_FILE.fullmatch(str(text))) for name, text in pairs]
    if not any(match for _, _, match in found):
        return {}
    named: dict[str, str] = {}
    for name, text, match in found:
        if match is None or not isinstance(name, str):
            raise KernelError(
                f"“{path}”: of variants, {excerpt(repr(text))} is no function of a "
                "file, as “a.py:f”."
            )
        name = name or match[2]
        if name in named or name in RESERVED:
            raise KernelError(f"“{path}”: two variants would be {name}; name them otherwise.")
        named[name] = match[0]
    return named


def variant_of(node: ast.FunctionDef, lines: list[str], wrong_on_purpose: bool) -> Variant:
    """Return a function of a kernel file as a variant."""
    first = first_line(node)
    arguments = [*node.args.posonlyargs, *node.args.args]
    return Variant(
        name=node.name,
        summary=documentation(node).partition("\n")[0],
        line=first,
        decorators=decorators(node),
        parameters=tuple(argument.arg for argument in arguments),
        source="\n".join(lines[first - 1 : node.end_lineno]),
        wrong_on_purpose=wrong_on_purpose,
    )


def sha256_with(own: str, elsewhere: tuple[Elsewhere, ...]) -> str:
    """Return the sum that a file is known by which takes functions of others; its own with none."""
    sums = [own, *(f"{one.name} {one.function} {one.sha256}" for one in elsewhere)]
    return own if not elsewhere else sha256_of("\n".join(sums).encode())
