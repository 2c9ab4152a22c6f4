"""Changes to the loops of a function's source, made on its syntax tree.

Each returns a changed copy of the function, or None where the source is not of the kind that it
is for. Whether the change is right and helps is measured, never assumed.
"""

import ast
import copy
from collections.abc import Iterator

from explorer.kernels.definitions import names_in

SUM = "sum_"
"""The name of the variable that is added up in."""
NUMPY, NUMBA = "numpy_", "numba_"
"""The names under which a changed source finds the two modules."""


def unsigned(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """Let loops from a start that is not known count in unsigned numbers.

    Only where the counter does nothing but index: in arithmetic with whole numbers, Numba would
    make a float of an unsigned one.
    """
    changed = copy.deepcopy(function)
    found = False
    for loop in _loops(changed):
        match loop.iter:
            case ast.Call(func=called, args=[start, stop]) if not isinstance(start, ast.Constant):
                if _only_indexes(loop) and ast.unparse(called).endswith("range"):
                    loop.iter.args = [_converted(start), _converted(stop)]
                    found = True
    return changed if found else None


def _only_indexes(loop: ast.For) -> bool:
    """Whether each use of the counter is a whole index, as in x[i] or x[i, j]."""
    assert isinstance(loop.target, ast.Name)
    name = loop.target.id
    whole = set()
    for node in ast.walk(loop):
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            whole |= {id(part) for part in parts}
    uses = [node for part in loop.body for node in ast.walk(part)
            if isinstance(node, ast.Name) and node.id == name]  # fmt: skip
    return bool(uses) and all(id(use) in whole for use in uses)


def _converted(value: ast.expr) -> ast.expr:
    return called(NUMPY, "uint64", value)


def called(module: str, name: str, *arguments: ast.expr) -> ast.Call:
    """Return a call of a function of NUMPY or NUMBA."""
    return ast.Call(ast.Attribute(ast.Name(module, ast.Load()), name, ast.Load()), [*arguments], [])


def swapped(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """Change the order of the innermost two loops.

    Either one is all that the other holds, or the inner one adds up what the outer one stores:

        for j in J:                 for j in J:
            t = 0.0                     out[i, j] = 0.0
            for k in K:       →     for k in K:
                t += E                  for j in J:
            out[i, j] = t                   out[i, j] += E
    """
    changed = copy.deepcopy(function)
    for body in bodies(changed):
        for at, statement in enumerate(body):
            if isinstance(statement, ast.For):
                new = _nest(statement) or _sum(statement)
                if new is not None:
                    body[at : at + 1] = new
                    return changed
    return None


def _nest(outer: ast.For) -> list[ast.stmt] | None:
    match outer.body:
        case [ast.For() as inner] if _is_range(inner) and _is_range(outer):
            if _goes_elsewhere(inner.body) or _hands_on(inner.body):
                return None
            if _uses(inner.iter, outer.target):
                return None
            inner.target, outer.target = outer.target, inner.target
            inner.iter, outer.iter = outer.iter, inner.iter
            return [outer]
    return None


def _sum(outer: ast.For) -> list[ast.stmt] | None:
    match outer.body:
        case [
            ast.Assign(targets=[ast.Name(id=name)], value=zero),
            ast.For(
                body=[ast.AugAssign(target=ast.Name(id=added), op=ast.Add(), value=term)]
            ) as inner,
            ast.Assign(targets=[ast.Subscript() as place], value=ast.Name(id=stored)),
        ] if name == added == stored and _is_range(inner) and _is_range(outer):
            if _uses(inner.iter, outer.target):
                return None
            clear = copy.deepcopy(outer)
            clear.body = [ast.Assign([copy.deepcopy(place)], zero, lineno=outer.lineno)]
            along = copy.deepcopy(outer)
            along.body = [ast.AugAssign(copy.deepcopy(place), ast.Add(), term)]
            inner.body = [along]
            return [clear, inner]
    return None


def local(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """Add up in a local variable what the innermost loop adds to one place of an array.

    for k in K:                   t = a[i]
        a[i] += E           →     for k in K:
                                      t += E
                                  a[i] = t
    """
    changed = copy.deepcopy(function)
    for body in bodies(changed):
        for at, loop in enumerate(body):
            if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name):
                new = _kept(loop)
                if new is not None:
                    body[at : at + 1] = new
                    return changed
    return None


def _kept(loop: ast.For) -> list[ast.stmt] | None:
    match loop.body:
        case [
            *before,
            ast.AugAssign(
                target=ast.Subscript(value=ast.Name(id=array)) as place, op=op, value=term
            ),
        ]:
            moving = {name for part in [loop.target, *before] for name in names(part, ast.Store)}
            if moving & {*names(place.slice, ast.Load)} or loop.orelse:
                return None
            if _goes_elsewhere(before):
                return None
            if any(array in names(part, ast.Load) for part in [term, *before]):
                return None
            first = ast.Assign([ast.Name(SUM, ast.Store())], _read(place), lineno=loop.lineno)
            added = ast.AugAssign(ast.Name(SUM, ast.Store()), op, term)
            last = ast.Assign([copy.deepcopy(place)], ast.Name(SUM, ast.Load()), lineno=loop.lineno)
            loop.body = [*before, added]
            return [first, loop, last]
    return None


def _read(place: ast.Subscript) -> ast.Subscript:
    return ast.Subscript(copy.deepcopy(place.value), copy.deepcopy(place.slice), ast.Load())


def names(node: ast.AST, kind: type[ast.expr_context]) -> set[str]:
    """Return the variables that are read (`ast.Load`) or set (`ast.Store`) in it."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, kind)}


def _is_range(loop: ast.For) -> bool:
    match loop.iter:
        case ast.Call(func=ast.Name(id="range")) if isinstance(loop.target, ast.Name):
            return not loop.orelse
    return False


def _uses(expression: ast.expr, target: ast.expr) -> bool:
    assert isinstance(target, ast.Name)
    return target.id in names_in(expression)


def _goes_elsewhere(body: list[ast.stmt]) -> bool:
    """Whether there are loops or jumps in it."""
    kinds = (ast.For, ast.While, ast.Break, ast.Continue, ast.Return)
    return any(isinstance(node, kinds) for statement in body for node in ast.walk(statement))


def _hands_on(body: list[ast.stmt]) -> bool:
    """Whether a turn reads a variable that an earlier one has set.

    What is only added up may be so in any order, as far as rounding allows, and so may the largest
    or the smallest be looked for.
    """
    own: set[str] = set()
    handed: set[str] = set()
    for statement in body:
        handed |= (names(statement, ast.Load) | _combined(statement)) - own - _extreme(statement)
        if isinstance(statement, ast.Assign):
            own |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return bool(handed & {name for statement in body for name in names(statement, ast.Store)})


def _extreme(statement: ast.stmt) -> set[str]:
    """The variable that keeps the largest of all, or the smallest, and is asked nothing else."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Name(id="max" | "min"), args=[ast.Name(id=first), other]),
        ) if name == first:
            return {name} - names_in(other)
        case ast.If(
            test=ast.Compare(
                left=value,
                ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()],
                comparators=[ast.Name(id=first)],
            ),
            body=[ast.Assign(targets=[ast.Name(id=name)], value=new)],
            orelse=[],
        ) if name == first and ast.unparse(value) == ast.unparse(new):
            return {name} - names_in(value)
    return set()


def _combined(statement: ast.stmt) -> set[str]:
    """The variables that something else than a sum is made in, as by `x *= y`."""
    return {
        node.target.id
        for node in ast.walk(statement)
        if isinstance(node, ast.AugAssign)
        and isinstance(node.target, ast.Name)
        and not isinstance(node.op, ast.Add)
    }


def _loops(function: ast.FunctionDef) -> Iterator[ast.For]:
    for node in ast.walk(function):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            yield node


def bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """All bodies, the innermost first."""
    for child in ast.iter_child_nodes(node):
        yield from bodies(child)
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body
