"""Names in the tree of a function: what stands for which, and what loops take turns from."""

from __future__ import annotations

import ast


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
    for child in ast.walk(node):
        match child:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
                if other in parameters and name not in parameters:
                    found[name] = other
    return found


def turns(node: ast.FunctionDef) -> list[tuple[ast.expr, ast.expr]]:
    """What every loop and comprehension takes its turns from, after the loop's variable."""
    return [
        (child.target, child.iter)
        for child in ast.walk(node)
        if isinstance(child, ast.For | ast.comprehension)
    ]


def elements(node: ast.FunctionDef) -> dict[str, str]:
    """Local names that hold one item of an array, and the array."""
    found = {}
    for target, source in turns(node):
        if isinstance(target, ast.Name) and isinstance(source, ast.Name):
            found[target.id] = source.id
    for child in ast.walk(node):
        match child:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id=array))
            ):
                found[name] = array
    return found


def bounds_of_turns(node: ast.FunctionDef) -> dict[str, list[str]]:
    """Loop variables over a range, and the names in its bounds."""
    found = {}
    for target, source in turns(node):
        match target, source:
            case ast.Name(id=name), ast.Call(func=func, args=args):
                if ast.unparse(func).endswith("range"):
                    found[name] = [bound for argument in args for bound in plain_names(argument)]
    return found


def indexed_by(node: ast.FunctionDef, turn: str) -> set[str]:
    """The names of arrays of which an item is taken by this name."""
    return {
        child.value.id
        for child in ast.walk(node)
        if isinstance(child, ast.Subscript)
        and isinstance(child.value, ast.Name)
        and isinstance(child.slice, ast.Name)
        and child.slice.id == turn
    }


def constant_turns(node: ast.FunctionDef) -> dict[str, int]:
    """Loop variables that run up to a number written down, and that number."""
    found = {}
    for child in ast.walk(node):
        match child:
            case ast.For(
                target=ast.Name(id=name),
                iter=ast.Call(args=[*_, ast.Constant(value=int(value))]),
            ):
                found[name] = value
    return found


def plain_names(node: ast.expr) -> list[str]:
    """Names in an expression that are numbers there: not those inside calls and indices."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.BinOp(left=left, right=right):
            return [*plain_names(left), *plain_names(right)]
        case ast.UnaryOp(operand=inner):
            return plain_names(inner)
        case ast.Tuple(elts=parts):
            return [name for part in parts for name in plain_names(part)]
        case ast.Call(func=ast.Name(id="min" | "max" | "int"), args=args):
            return [name for part in args for name in plain_names(part)]
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
