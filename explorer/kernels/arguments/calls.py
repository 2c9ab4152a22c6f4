"""What the calls in the body of a function tell of what is handed to them."""

import ast

from explorer.kernels.arguments.names import (
    array_name,
    factors,
    item_of,
    name_of,
    owner_of,
    plain_names,
)
from explorer.kernels.arguments.use import Use

_REDUCING = {
    "sum", "mean", "std", "var", "median", "prod", "max", "min", "argmax", "argmin", "nanmean",
    "nansum", "nanmax", "nanmin", "nanstd", "nanvar", "nanmedian", "count_nonzero", "any", "all",
}  # fmt: skip
_WHOLE_ARRAY = _REDUCING | {
    "sort", "argsort", "unique", "cumsum", "cumprod", "diff", "empty_like", "zeros_like",
    "ones_like", "full_like",
}  # fmt: skip
_FIRST_ARRAY = {
    "histogram", "bincount", "searchsorted", "percentile", "quantile", "nonzero", "flatnonzero",
    "argwhere", "take", "repeat", "roll", "flip", "partition", "argpartition", "ptp", "average",
    "array_split", "split", "delete", "gradient", "ediff1d", "pad", "tile", "ravel", "asarray",
    "atleast_1d", "ascontiguousarray",
}  # fmt: skip
"""What they take after that may be a number."""
_ONLY_ARRAYS = {
    "interp", "digitize", "trapz", "trapezoid", "isin", "in1d", "intersect1d", "union1d",
    "setdiff1d", "corrcoef", "cov",
}  # fmt: skip
_OF_SORTED = {"searchsorted": 0, "digitize": 1, "interp": 1}
"""Which of their arrays must be sorted."""
_OF_COUNTS = {"bincount": 0, "take": 1}
"""Which of their arrays holds whole numbers that are not negative."""
_ARRAY_KEYWORDS = {"weights"}
_TWO_ARRAYS = {"dot", "outer", "matmul", "vdot", "kron", "convolve", "correlate"}
_NEW_ARRAYS = {"zeros", "ones", "empty", "full", "arange", "eye", "identity"}
_ELEMENTWISE = {
    "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "arctan2", "hypot", "power",
    "maximum", "minimum", "where", "clip", "log1p", "expm1", "square", "arcsin", "arccos",
}  # fmt: skip
_MATRIX = {"solve", "inv", "det", "cholesky", "qr", "eig", "eigh", "eigvals", "svd", "lstsq"}
_TEXT_METHODS = {"split", "lower", "upper", "strip", "startswith", "endswith", "splitlines"}
_CHANGING_METHODS = {"sort", "fill", "append", "extend", "insert", "pop", "clear", "reverse"}


def look_at_call(use: Use, func: ast.expr, args: list[ast.expr]) -> None:
    names = [argument.id for argument in args if isinstance(argument, ast.Name)]
    match func:
        case ast.Name(id=function):
            use.called.add(function)
            plain = [a for a in args if not isinstance(a, ast.Starred)]
            rest = [f"*{name_of(a.value)}" for a in args if isinstance(a, ast.Starred)]
            given = [*map(item_of, plain), *((name, 0) for name in rest[:1])]
            use.handed.append((function, tuple(given)))
            use.starred.update(name_of(a.value) for a in args if isinstance(a, ast.Starred))
            if any(name[1:] not in use.parameters for name in rest):  # its own *args hold some
                use.open.add(function)
            if function in ("range", "prange"):
                use.ranges.update(name for a in args for name in plain_names(a))
                items = [a for a in args if isinstance(a, ast.Subscript)]
                use.indices.update(filter(None, map(owner_of, items)))
            elif function in ("len", "sum", "max", "min", "sorted", "enumerate", "zip"):
                use.iterated.update(names if function == "len" or len(args) == 1 else [])
                if function in ("enumerate", "zip"):
                    use.iterated.update(names)
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=method):
            use.read.update(() if method.endswith("_like") else names)
            if method in _OF_SORTED:
                use.sorted.update(map(name_of, args[_OF_SORTED[method] :][:1]))
            if method in _WHOLE_ARRAY or (method in _TWO_ARRAYS and len(names) == 2):
                use.iterated.update(names)
                if method in _TWO_ARRAYS:
                    look_at_product(use, args)
                if method in _REDUCING:
                    use.iterated.update(name for a in args[:1] for name in plain_names(a))
            elif method in _FIRST_ARRAY:
                place = _OF_COUNTS.get(method, len(args))
                whole = set(filter(None, map(name_of, args[place : place + 1])))
                use.indices.update(whole)
                use.iterated.update(whole, filter(None, map(name_of, args[:1])))
            elif method in _ONLY_ARRAYS:
                use.iterated.update(names)
            elif method == "cross":
                use.exact.update(dict.fromkeys(names, 3))
                use.iterated.update(names)
            elif method in _ELEMENTWISE:
                for argument in args:
                    use.elementwise_of.update(plain_names(argument))
            elif method == "reshape":
                use.as_index.update(name for a in args[1:] for name in plain_names(a))
            elif method in ("linspace", "logspace", "geomspace"):
                use.ranges.update(name for a in args[2:] for name in plain_names(a))
            elif method in _NEW_ARRAYS:
                use.ranges.update(name for name in plain_names(args[0])) if args else None
        case ast.Attribute(
            value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="linalg"), attr=method
        ):
            use.iterated.update(names)
            use.read.update(names)
            if method == "cholesky":
                use.pivots.update(names[:1])
            if method in _MATRIX and args:
                use.matrices.update(filter(None, [array_name(args[0])]))
        case ast.Attribute(value=ast.Name(id="numba" | "nb"), attr="prange"):
            use.ranges.update(name for a in args for name in plain_names(a))
        case ast.Attribute(value=ast.Name(id=name), attr=method):
            if method == "reshape":
                use.as_index.update(part for a in args for part in plain_names(a))
            if method in _TEXT_METHODS:
                use.texts.add(name)
            use.iterated.add(name)
            if method in _CHANGING_METHODS:
                use.written.add(name)


def look_at_keywords(use: Use, keywords: list[ast.keyword]) -> None:
    """Look at what is handed by name, whatever the function."""
    for keyword in keywords:
        if keyword.arg == "shape":
            use.as_index.update(plain_names(keyword.value))
        elif keyword.arg in _ARRAY_KEYWORDS:
            use.iterated.update(filter(None, [name_of(keyword.value)]))


def look_at_product(use: Use, operands: list[ast.expr]) -> None:
    """Operands of a matrix product are arrays, and matrices where they have capital letters.

    What is made in the body is the array where it has a factor: G of `G * distances @ masses`.
    """
    for operand in operands:
        names = factors(operand)
        made = [name for name in names if name not in use.parameters]
        capitals = [name for name in names if name[0].isupper() and not made]
        use.matrices.update(capitals)
        use.iterated.update(capitals or names[-1:])
