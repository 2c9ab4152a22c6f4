"""Every function that a file defines, wherever it stands, and the name it is reached by."""

import ast
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from explorer.kernels.expressions import tree_of

COMPILERS = frozenset({"jit", "njit", "vectorize", "guvectorize", "cfunc", "stencil"})
"""Decorators of Numba's that make something else of a function."""

MOST_NAMED = 3
"""So many coroutines are named in a sentence."""

Node = ast.FunctionDef


@dataclass(frozen=True)
class Definition:
    """A function of a file.

    `name` reaches it in the file's names once the file has run: `f`, `Model.energy`, or an
    expression as `make_sum(half)`. `decorators` are those above it, and those that are applied in
    an assignment as `fast = njit(slow)`. `owner` is the class of a method. `inner` says that it is
    made anew by a function around it.
    """

    name: str
    node: Node
    decorators: tuple[str, ...]
    owner: ast.ClassDef | None = None
    inner: bool = False


def definitions(tree: ast.Module) -> tuple[Definition, ...]:
    """Return the functions of a file, those in blocks and classes too, in the order of the file.

    Of two with one name the one in the branch that comes first counts, or in one block the last.
    """
    found: dict[str, Definition] = {}
    for definition in _in_block(tree.body, ""):
        found[definition.name] = definition
    for statement in statements(tree.body):
        for made in _assigned(statement, found):
            found[made.name] = made
    return tuple(sorted(found.values(), key=lambda definition: definition.node.lineno))


def made_by(expression: str, found: tuple[Definition, ...]) -> Definition | None:
    """Return the function that a call as `make_sum(half)` gives, None where that is not seen."""
    node = tree_of(expression)
    if node is None:
        return None
    return _made(expression, node, {definition.name: definition for definition in found})


def gives_nothing(source: str) -> bool:
    """Whether no function in a text returns or yields a value, so that None is no answer of it."""
    try:
        nodes = list(ast.walk(ast.parse(textwrap.dedent(source))))
    except SyntaxError:  # it stood between other lines
        return False
    given = [n.value for n in nodes if isinstance(n, ast.Return) and n.value is not None]
    return not any(isinstance(n, ast.Lambda | ast.Yield | ast.YieldFrom) for n in nodes) and all(
        isinstance(value, ast.Constant) and value.value is None for value in given
    )


def defined_inside(tree: ast.Module, name: str) -> tuple[str, int] | None:
    """Return in which other function one is defined, and in which line; None where none is."""
    for around in ast.walk(tree):
        if isinstance(around, ast.FunctionDef):
            for node in statements(around.body):
                if isinstance(node, ast.FunctionDef) and node.name == name:
                    return around.name, node.lineno
    return None


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, and those in blocks that are no scopes of their own."""
    for statement in body:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for block in blocks(statement):
                yield from statements(block)


def coroutines(tree: ast.Module) -> dict[str, int]:
    """Return the names of a file's coroutines, each with its line."""
    found = (s for s in statements(tree.body) if isinstance(s, ast.AsyncFunctionDef))
    return {statement.name: statement.lineno for statement in found}


def in_words(found: Mapping[str, int]) -> str:
    """Say why coroutines, by name with their lines, are not measured; without the full stop."""
    named = [f"“{name}” in line {line}" for name, line in islice(found.items(), MOST_NAMED)]
    if len(found) > MOST_NAMED:
        named.append(f"{len(found) - MOST_NAMED} more")
    what = "is a coroutine" if len(found) == 1 else "are coroutines"
    return f"{', '.join(named)} {what} (async def), which Numba does not compile"


def first_line(node: ast.stmt | ast.expr) -> int:
    """Return the line in which something begins, with its decorators."""
    around: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in around)])


def decorators(node: Node) -> tuple[str, ...]:
    """Return the source of a function's decorators."""
    return tuple(ast.unparse(decorator) for decorator in node.decorator_list)


def names_in(part: ast.AST | str) -> set[str]:
    """Return every name in a part of a file, or in a text; none in one that is no expression."""
    tree = tree_of(part) if isinstance(part, str) else part
    nodes = () if tree is None else ast.walk(tree)
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """Return the blocks that a statement is made of."""
    found = [getattr(statement, name, None) for name in ("body", "orelse", "finalbody")]
    found += [handler.body for handler in getattr(statement, "handlers", [])]
    found += [case.body for case in getattr(statement, "cases", [])]
    return [block for block in found if block]


def is_cuda(decorator: str) -> bool:
    """Whether a decorator's source makes a CUDA kernel of a function."""
    return "cuda" in decorator.partition("(")[0].split(".") or "target='cuda'" in decorator


def decorator_name(text: str) -> str:
    """Return the last name of a decorator: njit of `numba.njit(parallel=True)`."""
    return text.partition("(")[0].rpartition(".")[2].strip()


def _in_block(body: list[ast.stmt], prefix: str) -> Iterator[Definition]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            yield Definition(prefix + statement.name, statement, decorators(statement))
        elif isinstance(statement, ast.ClassDef) and not prefix:
            for method in _in_block(statement.body, f"{statement.name}."):
                yield replace(method, owner=statement)
        elif not isinstance(statement, ast.AsyncFunctionDef | ast.ClassDef):
            seen: set[str] = set()
            for block in blocks(statement):
                inside = list(_in_block(block, prefix))
                yield from (item for item in inside if item.name not in seen)
                seen.update(item.name for item in inside)


def _assigned(statement: ast.stmt, found: dict[str, Definition]) -> Iterator[Definition]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            made = _made(name, value, found)
            if made is not None:
                yield made


def _made(name: str, value: ast.expr, found: dict[str, Definition]) -> Definition | None:
    """The function that an expression gives: a compiled one, a factory's, or a lambda."""
    match value:
        case ast.Lambda():
            return Definition(name, _named(name, value), ())
        case ast.Call(func=func, args=[inner, *_]) if decorator_name(
            ast.unparse(func)
        ) in COMPILERS and not isinstance(inner, ast.Constant | ast.List):
            if ast.unparse(func) == ast.unparse(value.func) and isinstance(func, ast.Call):
                text = ast.unparse(func)
            else:
                options = [ast.unparse(keyword) for keyword in value.keywords]
                text = ast.unparse(func) + (f"({', '.join(options)})" if options else "")
            plain = _made(name, inner, found)
            if plain is None and isinstance(inner, ast.Name) and inner.id in found:
                plain = found[inner.id]
            return plain and replace(plain, name=name, decorators=(text, *plain.decorators))
        case ast.Call(func=ast.Name(id=factory)) if factory in found:
            node = _returned(found[factory].node)
            if node is not None:
                return Definition(name, node, decorators(node), inner=True)
    return None


def _named(name: str, node: ast.Lambda) -> Node:
    """A lambda as the function that it is."""
    text = f"def {name if name.isidentifier() else 'made'}(): pass"
    made = ast.parse(text).body[0]
    assert isinstance(made, ast.FunctionDef)
    made.args, made.body = node.args, [ast.copy_location(ast.Return(node.body), node.body)]
    return ast.copy_location(made, node)


def _returned(factory: Node) -> Node | None:
    """The function defined inside a factory that it returns, also through a decorator's call."""
    inner = {
        child.name: child
        for child in statements(factory.body)
        if isinstance(child, ast.FunctionDef)
    }
    for child in statements(factory.body):
        if isinstance(child, ast.Return) and child.value is not None:
            named = [n.id for n in ast.walk(child.value) if isinstance(n, ast.Name)]
            for name in reversed(named):
                if name in inner:
                    return inner[name]
    return None
