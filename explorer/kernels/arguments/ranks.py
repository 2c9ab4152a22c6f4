"""How many dimensions arrays have at the least, followed through what a body does with them.

`d = p[j] - p[i]` and `(d * d).sum()` together say that `p` has two: what is asked of an expression
is asked of its parts, and what is known of a value is known of what it is assigned to.
"""

import ast
from collections import defaultdict

from explorer.kernels.arguments.names import nodes_of
from explorer.kernels.definitions import names_in

ROUNDS = 5
"""So many times at most what is known is carried on; each chain of names needs one for a link."""
REDUCING = frozenset({
    "sum", "mean", "std", "var", "median", "prod", "max", "min", "argmax", "argmin", "nanmean",
    "nansum", "nanmax", "nanmin", "nanstd", "nanvar", "nanmedian", "count_nonzero", "any", "all",
    "cumsum", "cumprod", "sort", "argsort",
})  # fmt: skip
_SHAPELESS = frozenset({"cumsum", "cumprod", "sort", "argsort"})
_ELEMENTWISE = frozenset({
    "sin", "cos", "tan", "exp", "log", "log2", "log10", "sqrt", "abs", "absolute", "tanh", "sinh",
    "cosh", "arctan2", "hypot", "power", "maximum", "minimum", "where", "clip", "log1p", "expm1",
    "square", "arcsin", "arccos", "arctan", "floor", "ceil", "sign", "exp2", "isnan", "isfinite",
    "logical_and", "logical_or", "logical_not", "less", "greater", "equal", "conj", "real", "imag",
})  # fmt: skip
_LIKE = frozenset({
    "empty_like", "zeros_like", "ones_like", "full_like", "copy", "asarray", "ascontiguousarray",
    "flip", "roll",
})  # fmt: skip
_NEW = frozenset({"zeros", "ones", "empty", "full"})
_NEW_MATRIX = ("np.zeros", "np.ones", "np.empty")
_MATRICES = frozenset({"transpose", "cov", "corrcoef", "trace", "triu", "tril"})
_FACTORS = frozenset({
    "alpha", "beta", "gamma", "delta", "eps", "epsilon", "tol", "dt", "dx", "dy", "dz", "lam",
    "sigma", "mu", "rho", "tau", "scale", "factor", "k", "c", "h",
})  # fmt: skip
"""Names that are numbers where another part of an expression may be the array."""
_PRODUCTS = frozenset({"dot", "vdot", "matmul", "outer", "kron", "convolve", "correlate"})
_OF_INDICES = frozenset({
    "argsort", "nonzero", "flatnonzero", "where", "permutation", "argpartition", "arange",
})  # fmt: skip
_DRAWN = {"choice": 2, "randint": 3, "integers": 3}
"""What draws several where it gets so many arguments."""
_NUMBERS = frozenset({"int", "float", "len", "abs", "round", "bool", "complex"})


class Ranks:
    """`least` maps the names of a function's body to dimensions that they have at the least."""

    def __init__(self, node: ast.FunctionDef) -> None:
        self.least: defaultdict[str, int] = defaultdict(int)
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        self._parameters = {argument.arg for argument in arguments}
        self._values: defaultdict[str, list[ast.expr]] = defaultdict(list)
        self._counters: set[str] = set()
        nodes = nodes_of(node)
        for child in nodes:
            self._remember(child)
        first: dict[str, int] = {}
        for _ in range(ROUNDS):
            before = dict(self.least)
            first = first or before
            for child in nodes:
                self._look_at(child)
            for name, values in self._values.items():
                for value in values:
                    self._ask(value, self.least[name])
            if before == dict(self.least):
                break
        else:
            for name in [name for name, least in self.least.items() if least >= ROUNDS]:
                self.least[name] = first.get(name, 1)  # it grew from another that grew from it

    def _remember(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._values[name].append(value)
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=func)):
                if ast.unparse(func).endswith("range"):
                    self._counters.add(name)

    def _look_at(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name not in self._parameters:
                    self.least[name] = max(self.least[name], self._of(value))
            case ast.Assign(targets=[ast.Subscript() as target], value=value):
                self._ask(target, self._of(value))
                if ast.unparse(target.slice) == ":" and self._is_of_others(value, target.value):
                    self._ask(value, 1)
            case ast.Assign(targets=[ast.Tuple()], value=ast.Subscript() as value):
                if not (isinstance(value.value, ast.Attribute) and value.value.attr == "shape"):
                    self._ask(value, 1)
            case ast.AugAssign(target=target, value=value):
                self._ask(target, self._of(value))
                if isinstance(target, ast.Name) and self._is_of_zeros(target.id):
                    self._ask(value, self.least[target.id])
                part = isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Tuple)
                if part and not _is_factor(value):
                    self._ask(value, self._of(target))  # a row is added to a row
            case (
                ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source)
            ):
                self._look_at_loop(target, source)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                self._look_at_product(left, right)
            case ast.Call(func=ast.Attribute(value=value, attr=method), args=args):
                self._look_at_call(value, method, args, node.keywords)
            case ast.Call(func=ast.Name(id="len"), args=[inner]):
                self._ask(inner, 1)

    def _is_of_others(self, node: ast.expr, target: ast.expr) -> bool:
        """Whether it is computed item by item, and not of the array that it is assigned to."""
        values = self._values.get(node.id, []) if isinstance(node, ast.Name) else [node]
        products = (n for value in values for n in ast.walk(value) if isinstance(n, ast.MatMult))
        own = any(names_in(target) & names_in(value) for value in values)
        computed = any(isinstance(value, ast.BinOp) for value in values)
        return computed and not own and next(products, None) is None

    def _is_of_zeros(self, name: str) -> bool:
        """Whether it is a matrix that is made in the body: what is added to all of it is one."""
        made = self._values.get(name, ())
        new = [v for v in made if isinstance(v, ast.Call) and ast.unparse(v.func) in _NEW_MATRIX]
        return self.least[name] > 1 and len(new) == 1

    def _look_at_loop(self, target: ast.expr, source: ast.expr) -> None:
        if isinstance(source, ast.Name | ast.Subscript):
            inside = self.least[target.id] if isinstance(target, ast.Name) else 1
            self._ask(source, inside + 1)
            if isinstance(target, ast.Name):
                self.least[target.id] = max(inside, self._of(source) - 1)

    def _look_at_product(self, left: ast.expr, right: ast.expr) -> None:
        for operand in (left, right):
            for name in (n for n in ast.walk(operand) if isinstance(n, ast.Name)):
                if name.id[0].isupper() and not self._is_number(name):
                    self._ask(name, self._factor(operand, name))
            self._ask(operand, 1)

    def _factor(self, operand: ast.expr, name: ast.Name) -> int:
        """How many dimensions a capital name has in an operand of a product.

        Two where it stands there as it is, transposed or with a number; none where it is that
        number, beside an array that is made in the body; one anywhere else.
        """
        match operand:
            case ast.Name():
                return 2 if operand is name else 1
            case ast.Attribute(value=value, attr="T"):
                return 2 if value is name else 1
            case ast.BinOp(left=left, op=ast.Mult() | ast.Div() | ast.Add() | ast.Sub(), right=r):
                here, other = (r, left) if name in ast.walk(r) else (left, r)
                named = names_in(other)
                made = here is name and any(self.least[n] for n in named - self._parameters)
                return 0 if made else self._factor(here, name)
        return 1

    def _look_at_call(
        self, value: ast.expr, method: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> None:
        numpy = isinstance(value, ast.Name) and value.id in ("np", "numpy")
        subject = args[0] if numpy and args else value
        if method in REDUCING and not (numpy and not args):
            axis = next((ast.unparse(k.value) for k in keywords if k.arg == "axis"), "")
            named = axis.lstrip("-").isdigit()  # who names one has several
            self._ask(subject, max(2, int(axis) + 1) if named else 1)
        elif numpy and method in _MATRICES and args:
            self._ask(args[0], 2)
        elif numpy and method in _PRODUCTS and len(args) == 2:
            self._look_at_product(*args) if method in ("dot", "matmul") else None

    def _ask(self, node: ast.expr, least: int) -> None:
        """Note that an expression has at least so many dimensions."""
        if least <= 0:
            return
        match node:
            case ast.Name(id=name) if not self._is_number(node):
                self.least[name] = max(self.least[name], least)
            case ast.Subscript(value=value, slice=index) if _is_array(value):
                taken, added, axes = self._axes(index)
                self._ask(value, max(least + taken - added, axes - added))
            case (
                ast.UnaryOp(operand=inner) | ast.Attribute(value=inner, attr="T" | "real" | "imag")
            ):
                self._ask(inner, least)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                if self._of(node) < least:
                    self._ask(left, 2)
                    if least > 1 or not isinstance(left, ast.Name):  # a matrix of a stack
                        self._ask(right, 2)
            case ast.BinOp(left=left, right=right):
                self._ask_one_of([left, right], least)
            case ast.Call(func=ast.Attribute(attr="solve" | "lstsq"), args=[_, right]):
                self._ask(right, least)
            case ast.Call(func=ast.Attribute(attr=method), args=args) if method in _ELEMENTWISE:
                self._ask_one_of(args, least)
            case ast.Call(func=ast.Attribute(attr=method), args=[inner, *_]) if method in _LIKE:
                self._ask(inner, least)
            case ast.Call(func=ast.Attribute(value=inner, attr="copy" | "astype")):
                self._ask(inner, least)

    def _ask_one_of(self, parts: list[ast.expr], least: int) -> None:
        """One of these has so many dimensions; all that may where none is known to."""
        if any(self._of(part) >= least for part in parts):
            return
        indexed: list[ast.expr] = [part for part in parts if isinstance(part, ast.Subscript)]
        able = indexed or [part for part in parts if not self._is_number(part)]
        likely = [part for part in able if not _is_factor(part)]
        for part in likely or able:
            self._ask(part, least)

    def _of(self, node: ast.expr) -> int:
        """The dimensions that an expression has at the least."""
        match node:
            case ast.Name(id=name):
                return self.least[name]
            case ast.Subscript(value=value, slice=index) if _is_array(value):
                taken, added, axes = self._axes(index)
                return max(self._of(value) - taken + added, axes - taken)
            case (
                ast.UnaryOp(operand=inner) | ast.Attribute(value=inner, attr="T" | "real" | "imag")
            ):
                return self._of(inner)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return max(0, max(1, self._of(left)) + max(1, self._of(right)) - 2)
            case ast.BinOp(left=left, right=right):
                return max(self._of(left), self._of(right))
            case ast.Compare(left=left, comparators=others):
                return max(self._of(part) for part in (left, *others))
            case ast.Call(func=ast.Attribute(attr=method), args=args) if method in _ELEMENTWISE:
                return max((self._of(part) for part in args), default=0)
            case ast.Call(func=ast.Attribute(attr=method), args=[inner, *_]) if method in _LIKE:
                return self._of(inner)
            case ast.Call(func=ast.Attribute(value=inner, attr="copy" | "astype")):
                return self._of(inner)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=method),
                          args=[shape, *_]) if method in _NEW:  # fmt: skip
                return len(shape.elts) if isinstance(shape, ast.Tuple) else 1
        return 0

    def _axes(self, index: ast.expr) -> tuple[int, int, int]:
        """How many axes an index takes away, how many it adds, and how many it speaks of."""
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        added = sum(_is_new_axis(part) for part in parts)
        kept = sum(self._picks(part) or self._of(part) > 0 for part in parts)
        rest = sum(isinstance(part, ast.Constant) and part.value is ... for part in parts)
        return len(parts) - kept - added - rest, added, len(parts) - rest

    def _picks(self, node: ast.expr, deep: int = 0) -> bool:
        """Whether an index picks several items: a slice, a mask, an array of indices."""
        match node:
            case ast.Slice() | ast.Compare():
                return True
            case ast.Name(id=name):
                values = self._values.get(name, ()) if deep < ROUNDS else ()
                return any(self._picks(value, deep + 1) for value in values)
            case ast.Subscript(slice=ast.Slice()):
                return True
            case ast.Call(func=ast.Attribute(attr=method), args=args, keywords=named):
                drawn = method in _DRAWN and len(args) >= _DRAWN[method]
                drawn |= method in _DRAWN and any(word.arg == "size" for word in named)
                return drawn or method.startswith("logical_") or method in _OF_INDICES
        return False

    def _is_number(self, node: ast.expr, deep: int = 0) -> bool:
        """Whether an expression is surely a number, as a counter or a sum."""
        match node:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                values = self._values.get(name)
                if name in self._counters:
                    return True
                known = name not in self._parameters and values is not None and deep < ROUNDS
                return known and all(self._is_number(value, deep + 1) for value in values or ())
            case ast.BinOp(left=left, right=right):
                return self._is_number(left, deep) and self._is_number(right, deep)
            case ast.UnaryOp(operand=inner):
                return self._is_number(inner, deep)
            case ast.Call(func=ast.Name(id=name)):
                return name in _NUMBERS
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=method)):
                one = module in ("np", "numpy") and method in REDUCING - _SHAPELESS
                return module == "math" or (one and not node.keywords)
            case ast.Subscript(value=ast.Attribute(attr="shape")):
                return True
        return False


def _is_factor(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in _FACTORS


def _is_array(node: ast.expr) -> bool:
    """Whether an expression that is indexed may be an array: not a shape."""
    return not (isinstance(node, ast.Attribute) and node.attr == "shape")


def _is_new_axis(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is None
    return isinstance(node, ast.Attribute) and node.attr == "newaxis"
