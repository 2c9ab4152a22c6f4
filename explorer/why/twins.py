"""The process that compares: which other variants of a kernel are the same machine code."""

import ast
import os
import re
import textwrap
from collections.abc import Callable
from contextlib import suppress
from time import process_time
from typing import Any

import llvmlite.binding as llvm

from explorer.kernels.kernel import Kernel
from explorer.kernels.loading import load
from explorer.why.job import Job, ready
from explorer.why.recording import LackingError, Library, Recording

BESIDE = 10
"""How far it stands back behind others."""
LONGEST_S = 1.5
"""After so much of the processor’s time, only variants with the same body are compiled."""
_NAME = re.compile(r"[\w.$]*_ZN[\w.$]+|[\w.$]*__gufunc__[\w.$]*|\.kernel\.\w+|\.const\.\w+")
_LOCAL = re.compile(r"\.?L[A-Z]*[a-z]*\d+(?:_\d+)*")
_COMMENT = re.compile(r"\s*(?:#|//|;).*$")
_OPTIONS = re.compile(r"B\d*v\d+B")
"""In a mangled name, what follows the function's own name: its number and its options."""
_SKIPPED = ("\t.file", "\t.section", "\t.globl", "\t.type", "\t.size", "\t.ident", "\t.p2align")


def twins(job: Job, tell: Callable[[dict[str, Any]], None] = lambda _: None) -> dict[str, Any]:
    """Return the variants that are compiled to the same code, in the file's order.

    As soon as all with the same body are compared, it is told what is known until then.
    """
    recording = Recording()
    with suppress(AttributeError, OSError):
        os.nice(BESIDE)  # who asks waits for other tasks, which are at work meanwhile
    try:
        recording.begin()
        call = ready(job)
        kernel = call.kernel
        names = [v.name for v in kernel.variants if v.compiled or v.options is not None]
        loaded = load(kernel, names)
        names = [name for name in names if loaded.variants[name].dispatcher is not None]
        codes: dict[str, list[str]] = {}
        end, body = process_time() + LONGEST_S, _body(kernel, job.variant)
        left = _likeliest_first(kernel, names, job.variant) if job.variant in names else []
        while left:
            if codes and _body(kernel, left[0]) != body:
                tell(_found(names, codes, job.variant, left))
                if process_time() > end:
                    break
            name = left.pop(0)
            variant, before = loaded.variants[name], len(recording.libraries)
            try:
                variant.compile(call.fresh())
            except Exception:  # a variant that Numba refuses is nobody's twin
                continue
            codes[name] = _code(recording.libraries[before:], variant.dispatcher)
    except LackingError as error:
        return {"reasons": {"same_code_as": str(error)}}
    return _found(names, codes, job.variant, left)


def _found(
    names: list[str], codes: dict[str, list[str]], own: str, left: list[str]
) -> dict[str, Any]:
    """What is known when so many variants are `left` that were not compared."""
    mine = codes.get(own)
    if not mine:
        return {"reasons": {"same_code_as": "it is no function of its own that could be compared"}}
    found: dict[str, Any] = {
        "same_code_as": [n for n in names if n != own and codes.get(n) == mine]
    }
    if left:
        named = left[0] if len(left) == 1 else f"{len(left)} other variants"
        found["reasons"] = {"same_code_as": f"compiling takes too long to compare with {named}"}
    return found


def are_worth_it(job: Job, compiling_s: float) -> bool:
    """Whether others can be compared in time with a variant whose compiling took so long."""
    if compiling_s <= LONGEST_S:
        return True
    kernel = job.target.kernel()
    mine = _body(kernel, job.variant)
    return any(_body(kernel, v.name) == mine for v in kernel.variants if v.name != job.variant)


def _likeliest_first(kernel: Kernel, names: list[str], mine: str) -> list[str]:
    """The variant itself, those with the same body, those that thread as it does, the others."""
    body, shares = _body(kernel, mine), kernel.is_threaded(mine)

    def unlikely(name: str) -> tuple[bool, bool, bool]:
        return name != mine, _body(kernel, name) != body, kernel.is_threaded(name) != shares

    return sorted(names, key=unlikely)


def _body(kernel: Kernel, name: str) -> str:
    """A variant's statements without its docstring, as text; empty where that is no function."""
    try:
        tree = ast.parse(textwrap.dedent(kernel.variant(name).source))
    except SyntaxError:
        return ""
    function = next((node for node in tree.body if isinstance(node, ast.FunctionDef)), None)
    if function is None:
        return ""
    told = ast.get_docstring(function) is not None
    return "".join(map(ast.dump, function.body[told:]))


def _code(libraries: list[Library], dispatcher: Any) -> list[str]:
    """The assembly of a function and of its parallel bodies, without names that say who it is."""
    own = [function.fndesc.mangled_name for function in dispatcher.overloads.values()]
    found: list[str] = []
    for library in libraries:
        if any(name in library.code for name in own) or "gufunc" in library.name:
            found += functions(assembly(library), own)
    return found


def assembly(library: Library) -> str:
    """Return the assembly of a library's optimised code, as the engine gets it."""
    module = llvm.parse_assembly(library.code)
    return str(library.machine.emit_assembly(module))


def functions(text: str, own: list[str]) -> list[str]:
    """Return the instructions and constants of the compiled functions, wrappers left out."""
    kept: list[str] = []
    constants: dict[str, list[str]] = {}
    inside = ""
    for row in text.splitlines():
        if row and not row[0].isspace() and ":" in row:
            label = row.split(":")[0].strip('"')
            if not label.startswith((".L", "L")):
                inside = label if label in own or "gufunc" in label else ""
                continue
            if label.startswith(".LCPI"):
                inside = label
                constants[label] = []
                continue
        body = _COMMENT.sub("", row).rstrip()
        if not body or body.startswith(_SKIPPED):
            continue
        if inside.startswith(".LCPI"):
            constants[inside].append(body.strip())
        elif inside and not body.startswith("\t."):
            kept.append(body)
    numbers: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        label = found[0]
        if label in constants:
            return " ".join(constants[label])
        return numbers.setdefault(label, f".L{len(numbers)}")

    return [_NAME.sub(_who, _LOCAL.sub(renamed, row)) for row in kept]


def _who(found: re.Match[str]) -> str:
    """What is called, without the options that its name tells; Numba's bodies have no own name."""
    return "body" if "gufunc" in found[0] else _OPTIONS.split(found[0])[0]
