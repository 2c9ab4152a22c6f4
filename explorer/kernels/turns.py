"""What turns of parallel loops do to one another, as far as the source shows."""

import ast
from collections.abc import Iterator
from functools import partial
from itertools import starmap

from explorer.kernels.definitions import names_in

_BLAS = ("dot", "matmul", "vdot", "inv", "solve", "svd", "eigh", "eig", "qr", "cholesky", "lstsq")


def concerns(node: ast.FunctionDef, every_range: bool = False) -> tuple[str, ...]:
    """Return a sentence, with its line, for each way in which turns may get into each other's way.

    `every_range` takes the outermost loops over range for prange loops.
    """
    found: list[str] = []
    for loop in _parallel_loops(node, every_range):
        if isinstance(loop.target, ast.Name):
            found += _of_writes(loop, loop.target.id)
        found += _of_blas(loop)
    return tuple(dict.fromkeys([*found, *_of_overlaps(node)]))


def calls_blas_in_turns(node: ast.FunctionDef) -> bool:
    """Whether a turn of a prange loop calls a routine of BLAS or LAPACK."""
    return any(_of_blas(loop) for loop in _parallel_loops(node, False))


def _parallel_loops(node: ast.AST, every_range: bool) -> Iterator[ast.For]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.For) and isinstance(child.iter, ast.Call):
            name = ast.unparse(child.iter.func).rpartition(".")[2]
            if name == "prange" or (every_range and name == "range"):
                yield child
                continue
        yield from _parallel_loops(child, every_range)


def _of_blas(loop: ast.For) -> list[str]:
    for node in ast.walk(loop):
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in _BLAS and (
                ast.unparse(value) in ("np", "numpy", "np.linalg", "numpy.linalg")
            ):
                called = f"{ast.unparse(value)}.{name}"
            case ast.BinOp(op=ast.MatMult()):
                called = "@"
            case _:
                continue
        return [
            f"line {node.lineno} calls {called} inside the prange loop of line {loop.lineno}: "
            "BLAS gets one thread there, since threads inside of threads only wait for each other"
        ]
    return []


def _of_writes(loop: ast.For, turn: str) -> Iterator[str]:
    own, following = _names_of_turn(loop, turn)
    written: dict[str, list[ast.Subscript]] = {}
    for target, adds in _stores(loop):
        name = _name(target)
        if not name or name in own:
            continue
        written.setdefault(name, []).append(target)
        used = names_in(target.slice)
        item = ast.unparse(target)
        if not used & following:
            yield (
                f"line {target.lineno}: every turn of the prange loop writes {item}, so threads "
                "may overwrite each other's results"
            )
        elif adds and turn not in _axes(target) and not _is_moved(target.slice, turn):
            yield (
                f"line {target.lineno}: two turns of the prange loop may add to the same "
                f"{item} at once, and one addition is lost then"
            )
    coloured = _coloured(loop, turn)
    for node in ast.walk(loop):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            for target in written.get(_name(node), []):
                theirs, mine = _axes(node), _axes(target)
                if turn not in mine or len(theirs) != len(mine) or coloured & {*mine}:
                    continue
                if theirs[mine.index(turn)] != turn and turn in names_in(node.slice):
                    yield (
                        f"line {node.lineno}: a turn of the prange loop reads {ast.unparse(node)}, "
                        f"which another turn writes in line {target.lineno}"
                    )


def _coloured(loop: ast.For, turn: str) -> set[str]:
    """Loop variables that go in steps from where the turn says, as over points of one colour.

    What such loops write may lie between what other turns read.
    """
    return {
        ast.unparse(inner.target)
        for inner in ast.walk(loop)
        if isinstance(inner, ast.For)
        and isinstance(inner.iter, ast.Call)
        and len(inner.iter.args) == 3
        and turn in names_in(inner.iter.args[0])
    }


def _of_overlaps(node: ast.FunctionDef) -> Iterator[str]:
    """Whole-array expressions that read an array in another place than they change it.

    NumPy makes a copy first; a loop that Numba makes of the expression does not.
    """
    for child in ast.walk(node):
        match child:
            case ast.AugAssign(target=ast.Subscript() | ast.Name() as target, value=value):
                for read in filter(partial(_overlaps, target), ast.walk(value)):
                    yield (
                        f"line {child.lineno}: with parallel=True the elements of "
                        f"{ast.unparse(target)} are changed one by one while {ast.unparse(read)} "
                        "is read, so some may be read that are changed already"
                    )


def _overlaps(changed: ast.expr, read: ast.AST) -> bool:
    """Whether an expression is a view of what is changed: turned round, or by other slices."""
    match read:
        case ast.Call(func=ast.Attribute(attr="flip" | "fliplr" | "flipud"), args=[inner, *_]):
            return _name(inner) == _name(changed)
        case ast.Subscript() if _name(read) == _name(changed):
            theirs = _parts(read)
            ours = _parts(changed) or [ast.Slice()] * len(theirs)
            unlike = [p for p in zip(theirs, ours, strict=False) if len({*map(ast.unparse, p)}) > 1]
            return len(theirs) == len(ours) and bool(unlike) and all(starmap(_may_meet, unlike))
    return False


def _may_meet(a: ast.expr, b: ast.expr) -> bool:
    """Whether two indices along an axis are slices of which none ends where the other begins."""
    if not (isinstance(a, ast.Slice) and isinstance(b, ast.Slice)):
        return False
    ends = ((a.upper, b.lower), (b.upper, a.lower))
    return not any(x and y and ast.unparse(x) == ast.unparse(y) for x, y in ends)


def _names_of_turn(loop: ast.For, turn: str) -> tuple[set[str], set[str]]:
    """Names that are a turn's own, and those whose value follows from the turn."""
    own: set[str] = set()
    following = {turn}
    for _ in range(3):
        for node in ast.walk(loop):
            match node:
                case ast.Assign(targets=targets, value=value):
                    names = {n for t in targets for n in _plain_targets(t)}
                case ast.For(target=target, iter=value) if node is not loop:
                    names = set(_plain_targets(target))
                case _:
                    continue
            own |= names
            if names_in(value) & following:
                following |= names
    return own, following


def _stores(loop: ast.For) -> Iterator[tuple[ast.Subscript, bool]]:
    for node in ast.walk(loop):
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    parts = target.elts if isinstance(target, ast.Tuple) else [target]
                    yield from ((p, False) for p in parts if isinstance(p, ast.Subscript))
            case ast.AugAssign(target=ast.Subscript() as target):
                yield target, True


def _plain_targets(target: ast.expr) -> list[str]:
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return [part.id for part in parts if isinstance(part, ast.Name)]


def _is_moved(index: ast.expr, turn: str) -> bool:
    """Whether the turn stands in an index by itself, moved or stretched: 2 * i + 1."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return any(turn in names_in(p) and not _calls_or_items(p) for p in parts)


def _calls_or_items(node: ast.expr) -> bool:
    return any(isinstance(child, ast.Call | ast.Subscript | ast.Mod) for child in ast.walk(node))


def _axes(node: ast.Subscript) -> list[str]:
    return [ast.unparse(part) for part in _parts(node)]


def _parts(node: ast.expr) -> list[ast.expr]:
    """The indices of an item or a part of an array; none of what is taken whole."""
    if not isinstance(node, ast.Subscript):
        return []
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _name(node: ast.expr) -> str:
    value = node
    while isinstance(value, ast.Subscript):
        value = value.value
    return value.id if isinstance(value, ast.Name) else ""
