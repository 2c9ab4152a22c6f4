"""What of a file has to run before one of its functions can be called, and what is left out."""

import ast
import builtins
from collections.abc import Collection
from dataclasses import dataclass

from explorer.kernels.definitions import blocks, names_in, statements
from explorer.kernels.expressions import tree_of

_READING = frozenset({
    "append", "bar", "contour", "contourf", "debug", "errorbar", "fill_between", "hist", "imshow",
    "info", "legend", "pcolormesh", "plot", "print", "scatter", "set_data", "step", "text", "write",
})  # fmt: skip
"""Methods that only read what they are given, as `ax.plot(x)`; others may change it, as
`rng.shuffle(x)`."""
_SETTINGS = frozenset({"sys", "os", "warnings", "np", "numpy", "numba", "nb", "config", "random"})
"""Modules whose calls at the top level set something up: `warnings.filterwarnings(…)`."""
_ONLY_MAKING = frozenset({
    "np", "numpy", "math", "range", "list", "tuple", "dict", "set", "float", "int", "len", "nb",
    "numba", "njit", "jit", "vectorize", "guvectorize", "stencil", "cfunc", "namedtuple",
    "collections", "max", "min", "sum",
})  # fmt: skip
"""What is called there makes values and does nothing else."""
_SCRIPTS = ("exit", "quit", "print", "input", "system")
_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class LeftOut:
    """A statement that only runs something; `text` is its first line."""

    line: int
    text: str


def needed(tree: ast.Module, names: Collection[str]) -> tuple[ast.Module, tuple[LeftOut, ...]]:
    """Return the part of a file that gives these names, and the statements that are left out.

    Definitions and values that nothing asked for needs are not run either; imports are, all.
    """
    file = Bound.of(tree)
    wanted = _closure(tree, file, set(names))
    left_out: list[LeftOut] = []
    kept = _kept(tree.body, file, wanted, left_out)
    return ast.copy_location(ast.Module(kept, tree.type_ignores), tree), tuple(left_out)


@dataclass(frozen=True)
class Bound:
    """Which names of a file stand for functions and classes, and which for what these make."""

    definitions: frozenset[str]
    made: frozenset[str]

    @classmethod
    def of(cls, tree: ast.Module) -> "Bound":
        """Return those of a file's statements, in blocks too."""
        of_scopes = {s.name for s in statements(tree.body) if is_scope(s)}  # type: ignore[attr-defined]
        assigned = (s for s in statements(tree.body) if isinstance(s, ast.Assign))
        made = (binds(s) for s in assigned if _root(s.value) in of_scopes)
        return cls(frozenset(of_scopes), frozenset[str]().union(*made))


def _closure(tree: ast.Module, file: Bound, wanted: set[str]) -> set[str]:
    """The names that names need, and those that these need, and so on."""
    parts = [s for s in statements(tree.body) if not (blocks(s) and not is_scope(s))]
    compound = [s for s in statements(tree.body) if blocks(s) and not is_scope(s)]
    facts = [(binds(s), uses(s), s) for s in parts]
    facts += [(_gives(s), _head(s), s) for s in compound]
    while True:
        before = len(wanted)
        for bound, used, statement in facts:
            if bound & wanted or changes(statement, file, wanted):
                wanted |= used
                if isinstance(statement, ast.Assign) and statement.targets[1:]:
                    wanted |= (
                        bound  # further names of the same object, which may be changed by them
                    )
        if len(wanted) == before:
            return wanted


def _kept(
    body: list[ast.stmt], file: Bound, wanted: set[str], left_out: list[LeftOut]
) -> list[ast.stmt]:
    kept: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            kept.append(statement)
        elif not (_gives(statement) & wanted or changes(statement, file, wanted)):
            if _runs_something(statement):
                left_out.append(LeftOut(statement.lineno, ast.unparse(statement).split("\n")[0]))
            elif isinstance(statement, ast.Try | ast.If) and _imports(statement):
                kept += _reduced(statement, file, wanted, left_out)
        elif isinstance(statement, ast.If | ast.Try | ast.With):
            kept += _reduced(statement, file, wanted, left_out)
        else:
            kept.append(statement)
    return kept


def _gives(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a value for others to use: none that count its turns."""
    counting = binds(statement.target) if isinstance(statement, ast.For) else set()
    return binds(statement) - counting


def _reduced(
    statement: ast.stmt, file: Bound, wanted: set[str], left_out: list[LeftOut]
) -> list[ast.stmt]:
    """A block with only what is needed in it; that of `if __name__ == "__main__"` as it is."""
    if isinstance(statement, ast.If) and _is_main_guard(statement):
        return _kept(statement.body, file, wanted, left_out)
    fields = {}
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if block:
            fields[name] = _kept(block, file, wanted, left_out) or [
                ast.copy_location(ast.Pass(), block[0])
            ]
    made = type(statement)(**{**dict(ast.iter_fields(statement)), **fields})
    return [ast.copy_location(made, statement)]


def _is_main_guard(statement: ast.If) -> bool:
    return "__name__" in ast.unparse(statement.test) and "__main__" in ast.unparse(statement.test)


def _imports(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(statement))


def _runs_something(statement: ast.stmt) -> bool:
    """Whether it would do something when the file is imported, besides defining names."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):  # of names that nobody asks for
        called = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        return any(_root(call) not in _ONLY_MAKING for call in called)
    if is_scope(statement) or (isinstance(statement, ast.If) and _is_main_guard(statement)):
        return False
    if isinstance(statement, ast.If | ast.Try | ast.With):
        return any(_runs_something(s) for block in blocks(statement) for s in block)
    return any(isinstance(node, ast.Call) for node in ast.walk(statement))


def is_scope(statement: ast.AST) -> bool:
    """Whether a statement defines a function or a class."""
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def binds(statement: ast.AST) -> set[str]:
    """Return the names that a statement gives a value; not those inside functions."""
    found: set[str] = set()
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        match node:
            case ast.Lambda():
                continue
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
        todo.extend(ast.iter_child_nodes(node))
    return found


def uses(statement: ast.AST) -> set[str]:
    """Return the names of the file that a statement, or a function's body, looks up."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            outside = set().union(
                *(uses(d) for d in [*statement.decorator_list, statement.args]),
                uses(statement.returns) if statement.returns else set(),
            )
            return outside | _free(statement)
        case ast.Lambda():
            return uses(statement.args) | _free(statement)
        case ast.Name(id=name, ctx=ast.Load()):
            return {name}
    found: set[str] = set()
    for child in ast.iter_child_nodes(statement):
        found |= uses(child)
    return found


def _free(scope: _Scope) -> set[str]:
    """The names that a function's body takes from outside."""
    body = scope.body if isinstance(scope.body, list) else [scope.body]
    arguments = scope.args
    own = {
        argument.arg
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    }
    own |= {argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument}
    outer: set[str] = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.Global | ast.Nonlocal):
            outer.update(node.names)
    for part in body:
        if isinstance(part, ast.stmt):
            own |= binds(part) - outer
    return set().union(*(uses(part) for part in body)) - own | outer


def _head(statement: ast.stmt) -> set[str]:
    """What a block's first line looks up: its condition, or what it goes through."""
    found: set[str] = set()
    for name in ("test", "iter", "subject"):
        part = getattr(statement, name, None)
        found |= uses(part) if part is not None else set()
    for item in getattr(statement, "items", []):
        found |= uses(item)
    if isinstance(statement, ast.For | ast.While):
        found |= uses(statement)
    return found


def changes(statement: ast.stmt, file: Bound, wanted: set[str]) -> bool:
    """Return whether a statement changes something that is wanted, without giving it a name."""
    match statement:
        case ast.Assign(targets=targets):
            return any(_root(t) in wanted for t in targets if not isinstance(t, ast.Name))
        case ast.AugAssign(target=target):
            return _root(target) in wanted
        case ast.For() | ast.While() | ast.If() | ast.Try() | ast.With():
            inside = [s for block in blocks(statement) for s in block]
            return any(changes(s, file, wanted) for s in inside if not _calls_script(s))
        case ast.Expr(value=ast.Call(func=func, args=args)):
            if _calls_script(statement):
                return False
            if not isinstance(func, ast.Attribute):
                return False
            root, values = _root(func), wanted - file.definitions  # a function stays what it is
            given = {name for argument in args for name in names_in(argument)}
            reads = root in file.definitions or (func.attr in _READING and root not in file.made)
            return root in _SETTINGS or root in values or (bool(given & values) and not reads)
        case ast.FunctionDef(decorator_list=decorators):
            return any(
                isinstance(d, ast.Call) and any(_root(a) in wanted for a in d.args)
                for d in decorators
            )
    return False


def _calls_script(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name())):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name, value=value))):
            return name in _SCRIPTS or _root(value) in ("plt", "pyplot", "pylab", "timeit")
    return False


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def names_of(expression: str) -> set[str]:
    """Return the names of a file that an expression looks up; none where it is not one."""
    tree = tree_of(expression)
    return set() if tree is None else uses(tree) - set(dir(builtins))
