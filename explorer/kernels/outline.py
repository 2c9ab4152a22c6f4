"""Any Python file, read without running it: its functions, and what each seems to take."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

from explorer.kernels.definitions import (
    COMPILERS,
    Definition,
    decorator_name,
    definitions,
    made_by,
    statements,
)
from explorer.kernels.guessing import NUMBERS, UNKNOWN, guess, in_rows
from explorer.kernels.hints import Hint, hints
from explorer.kernels.lines import lines_of
from explorer.kernels.listing import content_of, documentation, parsed, sha256_of
from explorer.kernels.samples import as_expression, sample_calls, tests_beside
from explorer.kernels.signatures import from_decorator
from explorer.kernels.using import Use


@dataclass(frozen=True)
class Function:
    """A function of a file; `name` reaches it as in `definitions.Definition`.

    `arguments` holds, for each parameter, the Python expression guessed for a size n, `sources`
    where that comes from.
    `writes` are the parameters whose elements it assigns; `calls` the names that it calls, and
    `handed` what it gives to each as arguments, as in `using.Use`.
    """

    name: str
    line: int
    summary: str
    decorators: tuple[str, ...]
    parameters: tuple[str, ...]
    arguments: dict[str, str]
    writes: tuple[str, ...]
    calls: tuple[str, ...]
    source: str
    sources: Mapping[str, str] = field(default_factory=dict)
    handed: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()

    @property
    def compiled(self) -> bool:
        """Whether a decorator of Numba's makes something to call of it."""
        return any(decorator_name(text) in COMPILERS - {"cfunc"} for text in self.decorators)

    @property
    def is_cuda(self) -> bool:
        """Whether it is for a GPU."""
        return any(
            "cuda" in text.partition("(")[0].split(".") or "target='cuda'" in text
            for text in self.decorators
        )

    def decorated_as(self, *words: str) -> bool:
        """Whether one of the words stands in a decorator."""
        return any(word in text for text in self.decorators for word in words)

    @cached_property
    def has_loop(self) -> bool:
        """Whether any loop stands in it."""
        return any(isinstance(n, ast.For | ast.While) for n in ast.walk(ast.parse(self.source)))

    @cached_property
    def has_range_loop(self) -> bool:
        """Whether a loop over range stands in it, which could become one over prange."""
        return any(
            isinstance(node, ast.For)
            and isinstance(node.iter, ast.Call)
            and ast.unparse(node.iter.func) == "range"
            for node in ast.walk(ast.parse(self.source))
        )


@dataclass(frozen=True)
class Outline:
    """What a file offers. `makes_args` says whether it has `make_args(n)`: a kernel file.

    `names` are those that it defines at its top level; None where `import *` hides some.
    """

    path: Path
    sha256: str
    summary: str
    functions: tuple[Function, ...]
    makes_args: bool
    names: frozenset[str] | None = frozenset()
    coroutines: Mapping[str, int] = field(default_factory=dict)
    read: Callable[[str], Function | None] | None = field(default=None, compare=False, repr=False)

    def function(self, name: str) -> Function | None:
        """Return the function of that name, None when there is none."""
        return next((f for f in self.functions if f.name == name), None)

    def reached(self, name: str) -> Function | None:
        """Return the function of that name, or the one that an expression as `make(3)` gives."""
        found = self.function(name)
        return found if found is not None or self.read is None else self.read(name)

    @property
    def choices(self) -> tuple[Function, ...]:
        """The functions that somebody may want to measure: not those with an underscore first."""
        public = [f for f in self.functions if f.name != "make_args"]
        return tuple([f for f in public if not f.name.startswith("_")] or public)

    @property
    def likeliest(self) -> Function | None:
        """The function to begin with: a compiled one, else one with a loop that no other calls."""
        callers = [f for f in self.functions if f.parameters]  # not main()
        called = {name for function in callers for name in function.calls}
        free = [f for f in self.choices if f.name not in called and f.parameters]
        wanted = chain(
            (f for f in free if f.compiled),
            (f for f in free if f.has_loop),
            free,
            (f for f in self.choices if f.compiled or f.has_loop),
            self.choices,
        )
        return next(wanted, None)


def outline(path: Path) -> Outline:
    """Return a file's outline; raises KernelError in one sentence when it is not Python.

    A file that has not changed has the outline that was read before.
    """
    content = content_of(path)
    return _read(_File(path, sha256_of(content), tests_beside(path), content))


def _takes_args(tree: ast.Module) -> bool:
    """Whether `make_args` is a function of another file: "data.py:function"."""
    return any(
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
        and any(isinstance(t, ast.Name) and t.id == "make_args" for t in statement.targets)
        for statement in tree.body
    )


@dataclass(frozen=True)
class _File:
    """A file; one of the same content, beside the same tests, is the same."""

    path: Path
    sha256: str
    tests: tuple[str, ...]
    content: bytes = field(compare=False)


@lru_cache(maxsize=8)
def _read(file: _File) -> Outline:
    path = file.path
    source, tree = parsed(path, file.content)
    lines = lines_of(source)
    found = definitions(tree)
    samples = sample_calls(tree, path, {d.node.name for d in found} | set(_defined(tree) or ()))

    def read(definition: Definition) -> Function:
        short = definition.name.rpartition(".")[2]
        return _function(definition, lines, samples.get(short, ([], {}, 0)))

    def read_made(expression: str) -> Function | None:
        made = made_by(expression, found)
        return None if made is None else read(made)

    return Outline(
        path=path,
        sha256=file.sha256,
        summary=documentation(tree).partition("\n")[0],
        functions=_with_what_helpers_do(tuple(map(read, found))),
        makes_args=any(d.name == "make_args" for d in found) or _takes_args(tree),
        names=_defined(tree),
        coroutines={
            s.name: s.lineno for s in statements(tree.body) if isinstance(s, ast.AsyncFunctionDef)
        },
        read=read_made,
    )


def _function(definition: Definition, lines: list[str], call: Call) -> Function:
    node = definition.node
    use, said = Use(node), hints(node)
    names, defaults = parameters(node)
    given, named, line = call
    if _is_bound(definition):
        given = [None, *given]
    sample = {**dict(zip(names, given, strict=False)), **named}
    typed = from_decorator(definition.decorators, names)
    guesses: dict[str, str] = {}
    sources: dict[str, str] = {}
    for name, default in zip(names, defaults, strict=True):
        guesses[name], sources[name] = _guessed(
            use, name, said[name], default, sample.get(name), typed.get(name), line
        )
    if _is_bound(definition) and definition.owner is not None:
        itself = definition.owner.name
        guesses[names[0]] = itself if names[0] == "cls" else f"{itself}()"
        sources[names[0]] = "an object of its class"
    if node.args.vararg and sources[names[-1]] == BY_USE:
        guesses[node.args.vararg.arg] = "(0.5, 0.25)"
    _let_one_grow(guesses, use, [name for name in guesses if sources[name] != DEFAULT], bool(typed))
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    text = "\n".join(lines[first - 1 : node.end_lineno])
    return Function(
        name=definition.name,
        line=first,
        summary=documentation(node).partition("\n")[0],
        decorators=definition.decorators,
        parameters=tuple(guesses),
        arguments=guesses,
        writes=tuple(name for name in guesses if name in use.written),
        calls=tuple(sorted(use.called - {node.name})),
        handed=tuple(use.handed),
        sources=sources,
        source=textwrap.dedent(text)
        if text.lstrip().startswith(("def ", "@"))
        else ast.unparse(node),
    )


def parameters(node: ast.FunctionDef) -> tuple[list[str], list[ast.expr | None]]:
    """Return the parameters in the order in which they are given, and their defaults."""
    plain = [*node.args.posonlyargs, *node.args.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(node.args.defaults))
    defaults += [*node.args.defaults, *node.args.kw_defaults]
    names = [argument.arg for argument in [*plain, *node.args.kwonlyargs]]
    if node.args.vararg:
        names.append(node.args.vararg.arg)
        defaults.append(None)
    return names, defaults


def _is_bound(definition: Definition) -> bool:
    """Whether the first argument is an object or a class, which a call as written does not name."""
    return definition.owner is not None and "staticmethod" not in definition.decorators


BY_USE, DEFAULT = "how it is used", "its default"
Call = tuple[list[ast.expr | None], dict[str, ast.expr | None], int]


def _sampled(line: int) -> str:
    return f"the call in line {line}" if line else "an example or a test"


def _guessed(
    use: Use,
    name: str,
    hint: Hint,
    default: ast.expr | None,
    sample: ast.expr | None,
    typed: str | None,
    line: int,
) -> tuple[str, str]:
    """The expression for an argument, and where it comes from."""
    if sample is not None and not isinstance(sample, ast.List | ast.ListComp):
        expression = as_expression(sample)
        if default is None or expression != ast.unparse(default):
            return expression, _sampled(line)
    if typed:
        return typed, "the signature in its decorator"
    source = DEFAULT if default is not None else BY_USE
    if default is None and hint.text:
        source = f"what its documentation says, “{hint.text[:60].strip()}”"
    return guess(use, name, hint, default, sample), source


def _let_one_grow(guesses: dict[str, str], use: Use, free: list[str], typed: bool) -> None:
    """Let the number of turns of a loop be n where nothing else depends on n."""
    if any("n" in names_in(text) for text in guesses.values()):
        return
    turns = [name for name in free if name in use.ranges]
    if turns:
        guesses[turns[0]] = "n"
        return
    for name in free:
        if name in use.elementwise_of and guesses[name] == UNKNOWN and not typed:
            guesses[name] = NUMBERS


def names_in(expression: str) -> set[str]:
    """Return the names in an expression; none where it is not one."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _defined(tree: ast.Module) -> frozenset[str] | None:
    """The names that a file's statements define or import, in blocks too; not inside functions."""
    found: set[str] = set()
    todo: list[ast.AST] = list(tree.body)
    while todo:
        match node := todo.pop():
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
                continue
            case ast.ClassDef(name=name):
                found.add(name)
                continue
            case ast.alias(name="*"):
                return None
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
        todo.extend(ast.iter_child_nodes(node))
    return frozenset(found)


def _with_what_helpers_do(functions: tuple[Function, ...]) -> tuple[Function, ...]:
    """Add what is known of parameters that a function only hands to others of the file."""
    by_name = {function.name: function for function in functions}
    handing: dict[str, list[str]] = defaultdict(list)
    for function in functions:
        for helper in {name for name, _ in function.handed}:
            handing[helper].append(function.name)
    looked_at = set(by_name)
    for _ in functions:
        known = {name: _with_handed(by_name[name], by_name) for name in looked_at}
        changed = [name for name in looked_at if known[name] is not by_name[name]]
        by_name |= known
        looked_at = {name for helper in changed for name in handing[helper]}
        if not looked_at:
            break
    return tuple(by_name[function.name] for function in functions)


def _axes(expression: str) -> int:
    """How many axes of length n an array has; 0 for anything else."""
    found = re.search(r"rng\.\w+\(.*?\((n(?:, n)*)\)|rng\.random\((n)\)", expression)
    return 0 if found is None else (found[1] or found[2]).count("n")


def _with_handed(function: Function, known: dict[str, Function]) -> Function:
    writes, arguments = set(function.writes), dict(function.arguments)
    for name, given in function.handed:
        helper = known.get(name)
        if helper is None or name == function.name:
            continue
        for theirs, (mine, indices) in zip(helper.parameters, given, strict=False):
            if theirs in helper.writes:
                writes.add(mine)
            known_of = arguments.get(mine, "")
            more = _axes(helper.arguments[theirs]) > _axes(known_of) > 0
            if indices == 0 and (known_of == UNKNOWN or more):
                arguments[mine] = helper.arguments[theirs]
            if indices == 1 and arguments.get(mine) == NUMBERS:
                arguments[mine] = in_rows(helper.arguments[theirs]) or NUMBERS
    kept = tuple(name for name in function.parameters if name in writes)
    if kept == function.writes and arguments == function.arguments:
        return function
    return replace(function, writes=kept, arguments=arguments)
