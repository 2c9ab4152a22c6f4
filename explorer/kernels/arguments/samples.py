"""Calls of a function that stand somewhere in its file, as arguments for a size n."""

import ast
import builtins
import re
from collections import ChainMap, deque
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from itertools import chain, takewhile
from pathlib import Path

from explorer import regular
from explorer.kernels.arguments.numpy_names import of_numpy
from explorer.kernels.definitions import blocks, names_in, statements
from explorer.kernels.needed import Bound, changes, is_scope

DEPTH = 6
_TEST_BYTES = 2**18
_ASKING = ("input", "open", "parse_args", "argv", "get_ipython", "self", "cls", "load", "read_csv")
"""Names of what asks somebody, or reads a file: nothing to make arguments with."""


def sample_calls(
    tree: ast.Module, path: Path, names: Collection[str], known: Collection[str]
) -> dict[str, tuple[list[ast.expr | None], dict[str, ast.expr | None], int]]:
    """Return for each function the arguments of the first call that can be used, and its line.

    Calls are looked for in the file, in docstrings' examples, and in a test file beside it; the
    line is 0 for one that is not of the file. Names are replaced by what they were set to; what
    then still is none of the names `known` in the file, is None.
    """
    turned = _loop_variables(tree)
    names, known = set(names) - turned, set(known) - turned
    filled = known & _filled(tree)
    read, theirs = _read_inside(tree), _THEIRS.union(of_numpy(tree))
    found: dict[str, tuple[list[ast.expr | None], dict[str, ast.expr | None], int]] = {}
    for scope, line_counts in chain(((s, True) for s in _scopes(tree)), _others(tree, path)):
        values: MutableMapping[str, ast.expr] = ChainMap({}, scope.constants)
        for statement in statements(scope.body):
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            for call in _calls(statement):
                owner, _, name = ast.unparse(call.func).rpartition(".")
                if name not in names or not (call.args or call.keywords) or owner in theirs:
                    continue
                written = list(takewhile(lambda a: not isinstance(a, ast.Starred), call.args))
                here = _with_fixed(values, read.get(name, ()))
                there = known - scope.own
                full = filled if scope.is_file else ()
                given = [_resolved(a, here, there, full) for a in written]
                named = {
                    k.arg: _resolved(k.value, here, there, full) for k in call.keywords if k.arg
                }
                useful = sum(a is not None for a in [*given, *named.values()])
                best = _useful(found[name]) if name in found else 0
                if useful > best:
                    found[name] = (given, named, call.lineno if line_counts else 0)
            values.update(_set(statement))
    return found


def _read_inside(tree: ast.Module) -> dict[str, set[str]]:
    """For each function the names that it reads and that are none of its own."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            named = [child for child in ast.walk(node) if isinstance(child, ast.Name)]
            own = {child.id for child in named if not isinstance(child.ctx, ast.Load)}
            found[node.name] = {child.id for child in named} - own - _parameters(node)
    return found


def _parameters(node: ast.FunctionDef) -> frozenset[str]:
    """The names of all parameters, those that take any number included."""
    return frozenset(part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg))


def _with_fixed(values: Mapping[str, ast.expr], read: Collection[str]) -> Mapping[str, ast.expr]:
    """The same, but that numbers which the function reads too stay what they are: it has `+1000`.

    They are frozen into what is compiled, so arrays of that length must not grow with n.
    """
    fixed: dict[str, ast.expr] = {
        name: ast.UnaryOp(ast.UAdd(), value)
        for name in read
        if isinstance(value := values.get(name), ast.Constant) and type(value.value) is int
    }
    return ChainMap(fixed, dict(values)) if fixed else values


def _loop_variables(tree: ast.Module) -> set[str]:
    """The names that loops at the top level set anew in each turn."""
    loops = [s for s in statements(tree.body) if isinstance(s, ast.For)]
    return {name for loop in loops for name in names_in(loop.target)}


def _filled(tree: ast.Module) -> set[str]:
    """The names of containers that are empty first, and get what is in them at the top level.

    Not what functions of the file give, as a simulation's results, which may take long to have.
    """
    empty, file = set[str](), Bound.of(tree)
    for statement in statements(tree.body):
        empty |= {name for name, value in _set(statement).items() if _is_empty(value)}
    functions = {s.name for s in statements(tree.body) if isinstance(s, ast.FunctionDef)}
    filling = {name: [s for s in _run(tree.body) if changes(s, file, {name})] for name in empty}
    slow = {name for name, found in filling.items() if any(names_in(s) & functions for s in found)}
    return {name for name, found in filling.items() if found} - slow


def _run(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a file that run one after another, a loop as one of them."""
    for statement in body:
        if isinstance(statement, ast.If | ast.Try | ast.With):
            for block in blocks(statement):
                yield from _run(block)
        elif not is_scope(statement):
            yield statement


_ITERATORS = ("map", "zip", "filter", "enumerate", "reversed", "iter")
"""What gives no parts by their place."""


def _set(statement: ast.stmt) -> dict[str, ast.expr]:
    """The names that a statement sets, and to what; those of a loop to what its first turn has."""
    match statement:
        case (
            ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=[first, *_]))
            | ast.For(target=ast.Name(id=name), iter=ast.List(elts=[first, *_]))
        ):
            return {name: first}
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return {name: value}
        case ast.Assign(targets=[ast.Tuple(elts=parts)]) if any(
            isinstance(part, ast.Starred) for part in parts
        ):
            return {}
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Tuple(elts=items)):
            pairs = zip(parts, items, strict=False)
            return {part.id: value for part, value in pairs if isinstance(part, ast.Name)}
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call() as made) if (
            ast.unparse(made.func) not in _ITERATORS
        ):
            return {
                part.id: ast.Subscript(made, ast.Constant(at))
                for at, part in enumerate(parts)
                if isinstance(part, ast.Name)
            }
    return {}


def _useful(call: tuple[list[ast.expr | None], dict[str, ast.expr | None], int]) -> int:
    return sum(a is not None for a in [*call[0], *call[1].values()])


@dataclass(frozen=True)
class _Scope:
    """Statements that run one after another, and what the names of the file are set to.

    `own` are parameters, of which nothing is known; `is_file` says that it is all of the file.
    """

    body: list[ast.stmt]
    constants: dict[str, ast.expr] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    is_file: bool = False


def _scopes(tree: ast.Module) -> Iterator[_Scope]:
    constants = of_numpy(tree)
    yield _Scope(tree.body, dict(constants), is_file=True)
    for statement in tree.body:
        constants.update(_set(statement))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            own = _parameters(node)
            around = {name: value for name, value in constants.items() if name not in own}
            yield _Scope(node.body, around, own)


_THEIRS = frozenset({"np", "numpy", "math", "np.random", "np.linalg", "scipy", "pd"})
"""Whose functions are none of the file's, though they may have the same name."""


def _others(tree: ast.Module, path: Path) -> Iterator[tuple[_Scope, bool]]:
    """The examples of docstrings, and the functions of a test file beside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            lines = re.findall(r"^\s*(?:>>>|\.\.\.) ?(.*)$", ast.get_docstring(node) or "", re.M)
            body = _parsed("\n".join(lines))
            if body is not None and lines:
                yield _Scope(body.body), False
    for text in tests_beside(path):
        parsed = _parsed(text)
        if parsed is not None:
            yield from ((scope, False) for scope in _scopes(parsed))


def tests_beside(path: Path) -> tuple[str, ...]:
    """Return the texts of the test files that belong to a file by their names."""
    found = []
    for folder in (path.parent, path.parent / "tests", path.parent.parent / "tests"):
        test = folder / f"test_{path.stem}.py"
        try:
            found.append(regular.content(test, _TEST_BYTES).decode())
        except (OSError, UnicodeDecodeError):
            continue
    return tuple(found)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls in a statement, without those in statements that stand inside it."""
    todo: deque[ast.AST] = deque([statement])
    while todo:
        node = todo.popleft()
        if isinstance(node, ast.Call):
            yield node
        todo.extend(n for n in ast.iter_child_nodes(node) if not isinstance(n, _WITH_BLOCKS))


_WITH_BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def _resolved(
    node: ast.expr,
    values: Mapping[str, ast.expr],
    names: Collection[str],
    filled: Collection[str] = (),
    depth: int = DEPTH,
) -> ast.expr | None:
    """An expression with names replaced by what they were set to; None where one is unknown.

    Those that are `filled` after that stay names, for the file makes what they hold.
    """
    if depth == 0:
        return None
    unknown = False

    class Replace(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            nonlocal unknown
            known = name.id in ("np", "numpy", "math") or hasattr(builtins, name.id)
            unknown |= name.id in _ASKING
            if name.id in filled:
                return name
            if name.id in values:
                found = _resolved(values[name.id], values, names, filled, depth - 1)
                unknown |= found is None
                return found or name
            unknown |= not (known or name.id in names)
            return name

    if any(isinstance(n, ast.Attribute) and n.attr in _ASKING for n in ast.walk(node)):
        return None
    if depth < DEPTH and _is_empty(node):  # it is filled where no call shows it
        return None
    copied = ast.parse(ast.unparse(node), mode="eval").body
    for part in ast.walk(copied):
        if isinstance(part, ast.Call):  # of another array, which need not be known
            part.keywords = [k for k in part.keywords if not _is_type_of_other(k)]
    made = Replace().visit(copied)
    unknown |= any(map(_is_of_nothing, ast.walk(made)))
    return None if unknown else made


def _is_of_nothing(node: ast.AST) -> bool:
    """Whether something of None is asked for: what stands there is set somewhere else."""
    return isinstance(node, ast.Attribute | ast.Subscript) and ast.unparse(node.value) == "None"


def _is_type_of_other(keyword: ast.keyword) -> bool:
    value = keyword.value
    return keyword.arg == "dtype" and isinstance(value, ast.Attribute) and value.attr == "dtype"


def _is_empty(node: ast.expr) -> bool:
    match node:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=func, args=[], keywords=[]):
            return ast.unparse(func).rpartition(".")[2] in ("List", "list", "Dict", "dict", "set")
        case ast.Call(func=ast.Attribute(attr="empty" | "empty_list", value=made)):
            return ast.unparse(made).rpartition(".")[2] in ("List", "Dict")
    return False
