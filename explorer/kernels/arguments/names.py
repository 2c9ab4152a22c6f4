"""Names in the tree of a function: what stands for which, and what loops take turns from."""

import ast
from collections.abc import Collection, Mapping
from functools import lru_cache

from explorer.kernels.definitions import names_in


@lru_cache(maxsize=2)
def nodes_of(node: ast.FunctionDef) -> tuple[ast.AST, ...]:
    """Return all nodes of a function, which many readers look at one after another."""
    return tuple(ast.walk(node))


def asked_items(node: ast.AST) -> list[ast.Subscript]:
    """Items of arrays that are asked whether they are true: `if mask[i]`, `not mask[i]`."""
    found: list[ast.expr] = []
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            found = [test]
        case ast.BoolOp(values=values):
            found = values
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            found = [operand]
    return [part for part in found if isinstance(part, ast.Subscript)]


def parameters_of(node: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in [*node.args.posonlyargs, *node.args.args]}


def aliases(node: ast.FunctionDef) -> dict[str, str]:
    """Local names that are just another name of a parameter."""
    parameters = parameters_of(node)
    found = {}
    for child in nodes_of(node):
        match child:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
                if other in parameters and name not in parameters:
                    found[name] = other
    return found


def copies(node: ast.FunctionDef) -> dict[str, str]:
    """Local names that are a copy of a parameter, and which."""
    parameters = parameters_of(node)
    found = {}
    for child in nodes_of(node):
        match child:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Attribute(attr="copy" | "astype", value=source), args=args),
            ):
                whole = args[0] if args and ast.unparse(source) in ("np", "numpy") else source
                if name_of(whole) in parameters:
                    found[name] = name_of(whole)
    return found


def turns(node: ast.FunctionDef) -> list[tuple[ast.expr, ast.expr]]:
    """What every loop and comprehension takes its turns from, after the loop's variable."""
    return [
        (child.target, child.iter)
        for child in nodes_of(node)
        if isinstance(child, ast.For | ast.comprehension)
    ]


def elements(node: ast.FunctionDef) -> dict[str, str]:
    """Local names that hold one item of an array, and the array."""
    found = items_of_turns(node)
    for child in nodes_of(node):
        match child:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Subscript(value=ast.Name() | ast.Attribute(value=ast.Name()) as array),
            ):
                found[name] = ast.unparse(array)
    return found


def items_of_turns(node: ast.FunctionDef) -> dict[str, str]:
    """Loop variables that are an array's items one after another, and the array."""
    found = {}
    for target, source in turns(node):
        match target, source:
            case ast.Name(id=name), ast.Name(id=array):
                found[name] = array
            case (
                ast.Tuple(elts=[_, ast.Name(id=name)]),
                ast.Call(func=ast.Name(id="enumerate"), args=[ast.Name(id=array), *_]),
            ):
                found[name] = array
            case ast.Tuple(elts=parts), ast.Call(func=ast.Name(id="zip"), args=arrays):
                pairs = zip(map(name_of, parts), map(name_of, arrays), strict=False)
                found.update({part: array for part, array in pairs if part and array})
    return found


def bounds_of_turns(node: ast.FunctionDef) -> dict[str, list[str]]:
    """Loop variables over ranges, and the names in their bounds."""
    found: dict[str, list[str]] = {}
    for target, source in turns(node):
        match target, source:
            case ast.Name(id=name), ast.Call(func=func, args=args):
                if ast.unparse(func).endswith("range"):
                    bounds = [bound for argument in args for bound in plain_names(argument)]
                    ends = [set(plain_names(argument)) for argument in args[:2]]
                    if ends[1:] and ends[0] & ends[1]:  # around a place, as from y - r to y + r
                        bounds = []
                    found.setdefault(name, []).extend(bounds)
    return found


def lags_of(node: ast.FunctionDef) -> set[str]:
    """Loop variables that only go back from another index, as j in a[t - 1 - j], or tell a number.

    How far they go is no length of the array.
    """
    back, other = set[str](), set[str]()
    for _, index in subscripts(node):
        for part in axes_of(index):
            ends = [part.lower, part.upper] if isinstance(part, ast.Slice) else [part]
            for end in ends:
                taken = isinstance(end, ast.BinOp) and isinstance(end.op, ast.Sub)
                of_turn = taken and bool(plain_names(end.left))  # type: ignore[union-attr]
                gone_back = set(plain_names(end.right)) if of_turn else set()  # type: ignore[union-attr]
                back |= gone_back
                other |= set(plain_names(end)) - gone_back if end is not None else set()
    return back - other


def subscripts(node: ast.FunctionDef) -> list[tuple[str, ast.expr]]:
    """The arrays that have a name and of which something is taken or set, and each index."""
    return [
        (child.value.id, child.slice)
        for child in nodes_of(node)
        if isinstance(child, ast.Subscript) and isinstance(child.value, ast.Name)
    ]


def holding(node: ast.FunctionDef, turn: str) -> set[str]:
    """The names of arrays in an index of which this name stands."""
    return {array for array, index in subscripts(node) if turn in names_in(index)}


def made_with_numbers(node: ast.FunctionDef) -> set[str]:
    """Arrays that the body makes, as long as numbers say: counts = np.zeros(bins)."""
    return {
        child.targets[0].id
        for child in nodes_of(node)
        if isinstance(child, ast.Assign)
        and isinstance(child.targets[0], ast.Name)
        and isinstance(child.value, ast.Call)
        and ast.unparse(child.value.func).rpartition(".")[2] in ("zeros", "ones", "empty", "full")
    }


def matrix_of_diagonal(node: ast.expr, made: Mapping[str, ast.expr]) -> str:
    """The matrix of which this is an item of the diagonal, A[k, k]; empty for anything else.

    `made` are names that stand for such an expression.
    """
    match node:
        case ast.Name(id=name) if name in made:
            return matrix_of_diagonal(made[name], {})
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=[row, column])):
            return name if ast.unparse(row) == ast.unparse(column) else ""
    return ""


def constant_turns(node: ast.FunctionDef) -> dict[str, int]:
    """Loop variables that run up to a number written down, and that number."""
    found = {}
    for child in nodes_of(node):
        match child:
            case ast.For(
                target=ast.Name(id=name),
                iter=ast.Call(args=[*_, ast.Constant(value=int(value))]),
            ):
                found[name] = value
    return found


def plain_names(node: ast.expr) -> list[str]:
    """Names in an expression that are numbers there: not those inside calls and indices.

    A field of a name is as good as one.
    """
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=ast.Name(id=name), attr=field):
            return [f"{name}.{field}"]
        case ast.BinOp(left=left, right=right):
            return [*plain_names(left), *plain_names(right)]
        case ast.UnaryOp(operand=inner):
            return plain_names(inner)
        case ast.Tuple(elts=parts):
            return [name for part in parts for name in plain_names(part)]
        case ast.Call(func=ast.Name(id="min" | "max" | "int"), args=args):
            return [name for part in args for name in plain_names(part)]
    return []


def axes_of(index: ast.expr) -> list[ast.expr]:
    """Return the parts of an index that stand for axes there are: not None, nor an ellipsis."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    made = ("None", "...", "np.newaxis", "numpy.newaxis")
    return [part for part in parts if ast.unparse(part) not in made]


def multiplied(index: ast.expr | None, made: Mapping[str, ast.expr]) -> int:
    """Return the number written down with which an index counts, as 3 in `3 * i + 1`; 1 for none.

    `made` are names that stand for such an expression.
    """
    match index:
        case ast.Name(id=name) if name in made:
            return multiplied(made[name], {})
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return max(multiplied(left, made), multiplied(right, made))
        case (
            ast.BinOp(op=ast.Mult(), left=ast.Constant(value=int(value)))
            | ast.BinOp(op=ast.Mult(), right=ast.Constant(value=int(value)))
        ):
            return max(value, 1)
    return 1


def stride(
    index: ast.expr | None, made: Mapping[str, ast.expr], bounds: Mapping[str, Collection[str]]
) -> tuple[str, str]:
    """Return m and i of the index `i * m + j`, where j runs up to m; empty for any other.

    `made` are names that stand for such an expression, `bounds` those of loops' variables.
    """
    match index:
        case ast.Name(id=name) if name in made:
            return stride(made[name], {}, bounds)
        case ast.BinOp(op=ast.Add()):
            parts = ((index.left, index.right), (index.right, index.left))
            for product, rest in parts:
                match product, rest:
                    case ast.BinOp(op=ast.Mult()), ast.Name(id=column):
                        named = {name_of(product.left), name_of(product.right)}
                        wide = named.intersection(bounds.get(column, ()))
                        if len(wide) == 1 and len(named) == 2:
                            return min(wide), min(named - wide)
    return "", ""


def whole_names(node: ast.expr | None) -> list[str]:
    """Return the names that are whole numbers where the result is one: not what is divided."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod()):
            return [*whole_names(node.left), *whole_names(node.right)]
        case ast.UnaryOp(operand=inner):
            return whole_names(inner)
        case ast.Call(func=ast.Name(id="min" | "max" | "abs"), args=args):
            return [name for part in args for name in whole_names(part)]
    return []


def factors(node: ast.expr) -> list[str]:
    """The names that are multiplied or added to give an operand: A and k of `k * A.T`."""
    match node:
        case ast.BinOp(op=ast.MatMult()):
            return []  # is looked at by itself
        case ast.BinOp(left=left, right=right):
            return [*factors(left), *factors(right)]
        case ast.UnaryOp(operand=inner):
            return factors(inner)
    return [name] if (name := array_name(node)) else []


def array_name(node: ast.expr) -> str:
    """The name of an array that stands there as it is or transposed."""
    inner = node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node
    return name_of(inner)


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def owner_of(node: ast.expr) -> str:
    """The name, or the name of the array whose item it is."""
    return item_of(node)[0]


def item_of(node: ast.expr) -> tuple[str, int]:
    """A name and by how many indices an item of it is taken; no name for anything else."""
    match node:
        case ast.Name(id=name):
            return name, 0
        case ast.Subscript(value=ast.Name(id=name), slice=index):
            axes = index.elts if isinstance(index, ast.Tuple) else [index]
            return name, sum(not isinstance(axis, ast.Slice) for axis in axes)
    return "", 0


def sliced_for_keys(node: ast.FunctionDef) -> set[str]:
    """The names of which a part is looked for in something: part = seq[i : i + k], part in found.

    That is a text: no array can be a key.
    """
    parts, sought = {}, set()
    for child in nodes_of(node):
        match child:
            case ast.Assign(
                targets=[ast.Name(id=part)],
                value=ast.Subscript(value=ast.Name(id=name), slice=ast.Slice()),
            ):
                parts[part] = name
            case ast.Compare(left=ast.Name(id=part), ops=[ast.In() | ast.NotIn()]):
                sought.add(part)
    return {name for part, name in parts.items() if part in sought}
