"""How the body of a function uses its parameters."""

from __future__ import annotations

import ast

from explorer.kernels.ranks import Ranks

_REDUCING = {
    "sum", "mean", "std", "var", "median", "prod", "max", "min", "argmax", "argmin", "nanmean",
    "nansum", "nanmax", "nanmin", "nanstd", "nanvar", "nanmedian", "count_nonzero", "any", "all",
}  # fmt: skip
_WHOLE_ARRAY = _REDUCING | {
    "sort", "argsort", "unique", "cumsum", "cumprod", "diff", "empty_like", "zeros_like",
    "ones_like", "full_like",
}  # fmt: skip
_TWO_ARRAYS = {"dot", "outer", "matmul", "vdot", "kron", "convolve", "correlate"}
_NEW_ARRAYS = {"zeros", "ones", "empty", "full", "arange", "eye", "identity"}
_ELEMENTWISE = {
    "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "arctan2", "hypot", "power",
    "maximum", "minimum", "where", "clip", "log1p", "expm1", "square", "arcsin", "arccos",
}  # fmt: skip
_MATRIX = {"solve", "inv", "det", "cholesky", "qr", "eig", "eigh", "eigvals", "svd", "lstsq"}
_TEXT_METHODS = {"split", "lower", "upper", "strip", "startswith", "endswith", "splitlines"}
_CHANGING_METHODS = {"sort", "fill", "append", "extend", "insert", "pop", "clear", "reverse"}
_OF_ARRAYS = {"size", "shape", "T", "ndim", "flat"}
_BITWISE = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)


class Use:
    """What a body does with names, its parameters among them.

    `dimensions` of each as an array; names that are `written`, `read`, `iterated` over, `called`,
    used as `indices` (arrays of them) or `as_index`, as numbers of turns (`ranges`; `lengths` where
    the turns index an array), as `matrices` of linear algebra, as `texts`. `whole` maps arrays of
    small whole numbers to the largest they are compared with; `bits` are worked on bit by bit.
    `second` holds known lengths of a second axis. `pointers` hold where each row of others begins,
    which are `in_rows`. `firsts` are numbers that a loop counts up from, `lasts` the indices that
    it ends at. `truths` are arrays whose items are true or false, `starred` what is handed on as
    `*name`. `handed` lists calls: what is called, and for each argument the name and how many
    indices it has there, as in `helper(points[i])`.
    """

    def __init__(self, node: ast.FunctionDef) -> None:
        self.function = node.name
        self.dimensions: dict[str, int] = {}
        self.written: set[str] = set()
        self.read: set[str] = set()
        self.indices: set[str] = set()
        self.ranges: set[str] = set()
        self.lengths: set[str] = set()
        self.iterated: set[str] = set()
        self.matrices: set[str] = set()
        self.texts: set[str] = set()
        self.bits: set[str] = set()
        self.complex_numbers: set[str] = set()
        self.as_index: set[str] = set()
        self.called: set[str] = set()
        self.handed: list[tuple[str, tuple[tuple[str, int], ...]]] = []
        self.whole: dict[str, int] = {}
        self.second: dict[str, set[int | None]] = {}
        self.pointers: set[str] = set()
        self.in_rows: set[str] = set()
        self.firsts: set[str] = set()
        self.lasts: set[str] = set()
        self.truths: set[str] = set()
        self.starred: set[str] = set()
        self.complex = False
        self.elementwise_of: set[str] = set()
        self.attributes: dict[str, list[str]] = {}
        self.fields: dict[str, list[str]] = {}
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        self.elementwise = any("vectorize" in d and "guvec" not in d for d in decorators)
        self._exact: dict[str, int] = {}
        self._counted: set[str] = set()
        self._ends: list[tuple[str, str]] = []
        self._only: dict[str, set[int | None]] = {}
        self._aliases = _aliases(node)
        self._elements = _elements(node)
        self._turns = _constant_turns(node)
        for child in ast.walk(node):
            self._look_at(child)
        self._look_at_rows(node)
        self._look_at_slices(node)
        self._conclude(node)

    def fixed_length(self, name: str) -> int | None:
        """Return how long an array is of which only the first items are ever used, by number."""
        if name in self._exact:
            return self._exact[name]
        items = self._only.get(name, {None})
        if None in items or name in self.iterated or len(items) < 2:
            return None
        return 1 + max(item for item in items if item is not None)

    def _conclude(self, node: ast.FunctionDef) -> None:
        for names in (self.written, self.read, self.indices, self.ranges, self.iterated):
            names.update([p for a, p in self._aliases.items() if a in names])
        for names in (self.bits, self.complex_numbers):
            names.update([a for element, a in self._elements.items() if element in names])
        for alias, parameter in self._aliases.items():
            known = self.dimensions.get(alias, 0)
            self.dimensions[parameter] = max(known, self.dimensions.get(parameter, 0))
        least = Ranks(node).least
        for parameter in _parameters(node):
            if least[parameter] > self.dimensions.get(parameter, 0):
                self.dimensions[parameter] = least[parameter]
        self.takes_array = any(self.dimensions.values()) or bool(self.iterated)
        numbers = self.as_index | self.ranges
        taken = [a for item, a in self._elements.items() if item in numbers]
        self.indices.update(array for array in taken if array not in self.pointers)
        for counter, end in self._ends:
            if counter in self._counted and counter in self.as_index:
                self.firsts.add(counter)
                self.lasts.add(end)
        for turn, bounds in _turns_by(node).items():
            self.lengths.update(bounds if turn in self.as_index else ())

    def _look_at(self, node: ast.AST) -> None:
        for asked in _asked(node):
            self.truths.update(filter(None, [_name(asked.value)]))
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(field))) if _of(value):
                owner = self._elements.get(_of(value), _of(value))
                if field not in self.fields.setdefault(owner, []):
                    self.fields[owner].append(field)
            case ast.Subscript(value=ast.Name(id=name), slice=index, ctx=context):
                self._look_at_items(name, index)
                (self.read if isinstance(context, ast.Load) else self.written).add(name)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="shape")):
                axis = node.slice.value if isinstance(node.slice, ast.Constant) else 0
                if isinstance(axis, int):
                    self.dimensions[name] = max(axis + 1, self.dimensions.get(name, 1))
            case ast.Subscript(
                value=ast.Attribute(value=ast.Name(id=name), attr=attribute), slice=index
            ):
                self._look_at_items(f"{name}.{attribute}", index)
                context = node.ctx
                inner = self.read if isinstance(context, ast.Load) else self.written
                inner.add(f"{name}.{attribute}")
            case ast.Subscript(value=ast.Subscript(value=ast.Name(id=name), slice=first)):
                self.dimensions[name] = max(2, self.dimensions.get(name, 0))
                if not isinstance(first, ast.Tuple | ast.Slice):
                    self.second.setdefault(name, set()).add(self._least_length(node.slice))
            case ast.Assign(
                targets=[ast.Tuple(elts=axes)],
                value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
            ):
                self.dimensions[name] = max(len(axes), self.dimensions.get(name, 0))
            case ast.AugAssign(
                target=ast.Subscript(value=ast.Name() | ast.Attribute() as owner) as item,
                op=op,
                value=value,
            ):
                self.read.add(ast.unparse(owner))
                if isinstance(op, _BITWISE):
                    self.bits.update(filter(None, (_of(item), _of(value))))
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant()):
                self._counted.add(name)
            case ast.For(
                iter=ast.Call(
                    func=ast.Name(id="range" | "prange"), args=[ast.Name(id=name), ast.Name()]
                )
            ):
                self.firsts.add(name)
            case ast.If(test=test, body=[ast.Raise(), *_]):
                for part in ast.walk(test):
                    self._look_at_demand(part)
            case ast.While(test=test):
                for part in ast.walk(test):
                    self._look_at_end(part)
            case ast.Assign(
                targets=[ast.Tuple(elts=parts)],
                value=ast.Subscript(value=ast.Name(id=name), slice=ast.Name() | ast.BinOp()),
            ):
                self.second.setdefault(name, set()).add(len(parts))
            case ast.For(target=ast.Tuple(elts=parts), iter=ast.Name(id=name)):
                self.dimensions[name] = max(2, self.dimensions.get(name, 0))
                self.second.setdefault(name, set()).add(len(parts))
            case ast.For(iter=ast.Name(id=name)):
                self.iterated.add(name)
            case ast.Compare(
                left=ast.Subscript(value=ast.Name(id=name)),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=int(value))],
            ):
                self.whole[name] = max(value, self.whole.get(name, 1))
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _BITWISE):
                self.bits.update(filter(None, (_of(left), _of(right))))
            case ast.Attribute(value=value, attr="real" | "imag") if _of(value):
                self.complex_numbers.add(_of(value))
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                self._look_at_product([left, right])
            case ast.Constant(value=complex()) | ast.Name(id="cmath" | "complex"):
                self.complex = True
            case ast.Call(func=func, args=args):
                self._look_at_call(func, args)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute in _OF_ARRAYS:
                self.iterated.add(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                if attribute not in self.attributes.setdefault(name, []):
                    self.attributes[name].append(attribute)

    def _look_at_demand(self, test: ast.AST) -> None:
        """What raises an error unless an array has just so many items."""
        match test:
            case ast.Compare(
                left=ast.Subscript(
                    value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
                    slice=ast.Constant(value=0),
                )
                | ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)])
                | ast.Attribute(value=ast.Name(id=name), attr="size"),
                ops=[ast.NotEq()],
                comparators=[ast.Constant(value=int(length))],
            ):
                self._exact[name] = length

    def _look_at_end(self, test: ast.AST) -> None:
        match test:
            case ast.Compare(
                left=ast.Name(id=counter), ops=[ast.Lt() | ast.LtE()], comparators=[ast.Name(id=e)]
            ):
                self._ends.append((counter, e))

    def _look_at_rows(self, node: ast.FunctionDef) -> None:
        """Find arrays that say where rows begin: `for k in range(p[i], p[i + 1]): … a[k]`."""
        for target, source in _loops(node):
            match target, source:
                case ast.Name(id=turn), ast.Call(func=func, args=[low, high, *_]):
                    ends = {self._elements.get(_of(end), _of(end)) for end in (low, high)}
                    whole = any(isinstance(end, ast.Name) for end in (low, high))
                    named = {_of(end) for end in (low, high)}
                    one = len(ends) == 1 and (not whole or not named & ends)
                    if ast.unparse(func).endswith("range") and one and "" not in ends:
                        self.pointers |= ends
                        self.in_rows |= _indexed_by(node, turn)

    def _look_at_slices(self, node: ast.FunctionDef) -> None:
        """Find the same where whole rows are taken: `a[p[i] : p[i + 1]]`."""
        for child in ast.walk(node):
            match child:
                case ast.Subscript(
                    value=ast.Name(id=name),
                    slice=ast.Slice(
                        lower=ast.Subscript(value=ast.Name(id=low)),
                        upper=ast.Subscript(value=ast.Name(id=high)),
                    ),
                ) if low == high:
                    self.pointers.add(low)
                    self.in_rows.add(name)

    def _look_at_product(self, operands: list[ast.expr]) -> None:
        """Operands of a matrix product are arrays, and matrices where they have capital letters."""
        for operand in operands:
            factors = _factors(operand)
            capitals = [name for name in factors if name[0].isupper()]
            self.matrices.update(capitals)
            self.iterated.update(capitals or factors[-1:])

    def _look_at_items(self, name: str, index: ast.expr) -> None:
        axes = index.elts if isinstance(index, ast.Tuple) else [index]
        self.dimensions[name] = max(len(axes), self.dimensions.get(name, 0))
        if len(axes) == 2:
            corner = isinstance(axes[0], ast.Constant)
            length = None if corner else self._least_length(axes[1])
            self.second.setdefault(name, set()).add(length)
        first = axes[0].value if axes and isinstance(axes[0], ast.Constant) else None
        number = isinstance(first, int) and first >= 0 and len(axes) == 1
        self._only.setdefault(name, set()).add(first if number else None)  # type: ignore[arg-type]
        for axis in axes:
            self.as_index.update(_plain_names(axis))
        for node in ast.walk(index):
            match node:
                case ast.Subscript(value=ast.Name(id=inner)):
                    self.indices.add(inner)

    def _least_length(self, index: ast.expr) -> int | None:
        """How long an axis must be for an index that is known; None for any other index."""
        match index:
            case ast.Constant(value=int(value)) if value >= 0:
                return value + 1
            case ast.Slice(upper=ast.Constant(value=int(value))) if value > 0:
                return value
            case ast.Name(id=name):
                return self._turns.get(name)
        return None

    def _look_at_call(self, func: ast.expr, args: list[ast.expr]) -> None:
        names = [argument.id for argument in args if isinstance(argument, ast.Name)]
        match func:
            case ast.Name(id=function):
                self.called.add(function)
                plain = [a for a in args if not isinstance(a, ast.Starred)]
                self.handed.append((function, tuple(map(_indexed, plain))))
                self.starred.update(_name(a.value) for a in args if isinstance(a, ast.Starred))
                if function in ("range", "prange"):
                    self.ranges.update(name for a in args for name in _plain_names(a))
                    items = [a for a in args if isinstance(a, ast.Subscript)]
                    self.indices.update(filter(None, map(_of, items)))
                elif function in ("len", "sum", "max", "min", "sorted", "enumerate", "zip"):
                    self.iterated.update(names if function == "len" or len(args) == 1 else [])
                    if function in ("enumerate", "zip"):
                        self.iterated.update(names)
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=method):
                if method in _WHOLE_ARRAY or (method in _TWO_ARRAYS and len(names) == 2):
                    self.iterated.update(names)
                    if method in _TWO_ARRAYS:
                        self._look_at_product(args)
                    if method in _REDUCING:
                        self.iterated.update(name for a in args[:1] for name in _plain_names(a))
                elif method == "cross":
                    self._exact.update(dict.fromkeys(names, 3))
                    self.iterated.update(names)
                elif method in _ELEMENTWISE:
                    for argument in args:
                        self.elementwise_of.update(_plain_names(argument))
                elif method in _NEW_ARRAYS:
                    self.ranges.update(name for name in _plain_names(args[0])) if args else None
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="linalg"), attr=method
            ):
                self.iterated.update(names)
                if method in _MATRIX and args:
                    self.matrices.update(filter(None, [_array_name(args[0])]))
            case ast.Attribute(value=ast.Name(id="numba" | "nb"), attr="prange"):
                self.ranges.update(name for a in args for name in _plain_names(a))
            case ast.Attribute(value=ast.Name(id=name), attr=method):
                if method in _TEXT_METHODS:
                    self.texts.add(name)
                self.iterated.add(name)
                if method in _CHANGING_METHODS:
                    self.written.add(name)


def _asked(node: ast.AST) -> list[ast.Subscript]:
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


def _parameters(node: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in [*node.args.posonlyargs, *node.args.args]}


def _aliases(node: ast.FunctionDef) -> dict[str, str]:
    """Local names that are just another name of a parameter."""
    parameters = _parameters(node)
    found = {}
    for child in ast.walk(node):
        match child:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
                if other in parameters and name not in parameters:
                    found[name] = other
    return found


def _loops(node: ast.FunctionDef) -> list[tuple[ast.expr, ast.expr]]:
    """What every loop and comprehension takes its turns from, after the loop's variable."""
    return [
        (child.target, child.iter)
        for child in ast.walk(node)
        if isinstance(child, ast.For | ast.comprehension)
    ]


def _elements(node: ast.FunctionDef) -> dict[str, str]:
    """Local names that hold one item of an array, and the array."""
    found = {}
    for target, source in _loops(node):
        if isinstance(target, ast.Name) and isinstance(source, ast.Name):
            found[target.id] = source.id
    for child in ast.walk(node):
        match child:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id=array))
            ):
                found[name] = array
    return found


def _turns_by(node: ast.FunctionDef) -> dict[str, list[str]]:
    """Loop variables over a range, and the names in its bounds."""
    found = {}
    for target, source in _loops(node):
        match target, source:
            case ast.Name(id=name), ast.Call(func=func, args=args):
                if ast.unparse(func).endswith("range"):
                    found[name] = [bound for argument in args for bound in _plain_names(argument)]
    return found


def _indexed_by(node: ast.FunctionDef, turn: str) -> set[str]:
    """The names of arrays of which an item is taken by this name."""
    return {
        child.value.id
        for child in ast.walk(node)
        if isinstance(child, ast.Subscript)
        and isinstance(child.value, ast.Name)
        and isinstance(child.slice, ast.Name)
        and child.slice.id == turn
    }


def _constant_turns(node: ast.FunctionDef) -> dict[str, int]:
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


def _plain_names(node: ast.expr) -> list[str]:
    """Names in an expression that are numbers there: not those inside calls and indices."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.BinOp(left=left, right=right):
            return [*_plain_names(left), *_plain_names(right)]
        case ast.UnaryOp(operand=inner):
            return _plain_names(inner)
        case ast.Tuple(elts=parts):
            return [name for part in parts for name in _plain_names(part)]
        case ast.Call(func=ast.Name(id="min" | "max" | "int"), args=args):
            return [name for part in args for name in _plain_names(part)]
    return []


def _factors(node: ast.expr) -> list[str]:
    """The names that are multiplied or added to give an operand: A and k of `k * A.T`."""
    match node:
        case ast.BinOp(op=ast.MatMult()):
            return []  # is looked at by itself
        case ast.BinOp(left=left, right=right):
            return [*_factors(left), *_factors(right)]
        case ast.UnaryOp(operand=inner):
            return _factors(inner)
    return [name] if (name := _array_name(node)) else []


def _array_name(node: ast.expr) -> str:
    """The name of an array that stands there as it is or transposed."""
    inner = node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node
    return _name(inner)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _of(node: ast.expr) -> str:
    """The name, or the name of the array whose item it is."""
    return _indexed(node)[0]


def _indexed(node: ast.expr) -> tuple[str, int]:
    """A name and by how many indices an item of it is taken; no name for anything else."""
    match node:
        case ast.Name(id=name):
            return name, 0
        case ast.Subscript(value=ast.Name(id=name), slice=index):
            axes = index.elts if isinstance(index, ast.Tuple) else [index]
            return name, sum(not isinstance(axis, ast.Slice) for axis in axes)
    return "", 0
