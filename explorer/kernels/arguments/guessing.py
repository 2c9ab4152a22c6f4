"""Guessing a function's arguments from names, types that are said, defaults, and use."""

import ast
import math
import re
from collections.abc import Iterable
from typing import Any

from explorer.kernels.arguments.growing import is_no_length
from explorer.kernels.arguments.hints import Hint
from explorer.kernels.arguments.sisters import of_layer
from explorer.kernels.arguments.use import METHODS, Use, largest

_SIZE_NAMES = {"n", "size", "length", "num", "count", "nx", "ny", "nz", "xn", "yn", "zn", "npoints",
               "n_samples"}  # fmt: skip
_FIRST_NAMES = {"lo", "low", "left", "start", "begin", "first"}
_LAST_NAMES = {"hi", "high", "right", "end", "stop", "last"}
_WINDOWS = {"w", "window", "width", "lag", "radius", "taps", "bins", "nbins", "half_width"}
_DISTANCES = {"radius", "width", "half_width"}
"""Windows where items are counted with them, else distances."""
_INDEX_NAMES = ("idx", "index", "indices", "labels", "bins", "ind", "indptr")
_ARRAY_NAMES = ("array", "arr_", "vec_", "vector")
_USUAL = {
    "dt": "0.001", "dx": "0.1", "dy": "0.1", "dz": "0.1", "tol": "1e-6", "rtol": "1e-6",
    "atol": "1e-8", "eps": "1e-6", "epsilon": "1e-6",
}  # fmt: skip
"""Numbers with usual values: steps with which simulations stay stable, and tolerances."""
UNKNOWNS = tuple(str(int(f"{i:08b}"[::-1], 2) / 256) for i in range(1, 256))
"""The guesses for numbers that nothing is known of: 0.5, 0.25, 0.75, 0.125, …, none twice, so that
no difference of two is 0 (van der Corput's sequence).
"""
UNKNOWN = UNKNOWNS[0]
NUMBERS = "rng.random(n)"
"""The guess for a plain array of one dimension."""
DEFINITE = "rng.random((n, n)) + n * np.eye(n)"
"""A matrix that can be solved and decomposed."""
_TEXT = '"the quick brown fox " * n'
_TEXTS = "[str(number) for number in rng.integers(0, 10**9, n)]"
_BYTES = "rng.bytes(8 * n)"
OF_ARRAYS = {
    1: "numba.njit(lambda x: np.sum(x))",
    2: "numba.njit(lambda x, y: np.sum(x * y))",
}
"""Functions of one array, and of two."""
_DERIVATIVES = {"fprime": "1.0", "df": "1.0", "dfdx": "1.0", "deriv": "1.0", "fprime2": "0.0",
                "d2f": "0.0", "ddf": "0.0"}  # fmt: skip
"""Names of derivatives, and what these are of the function that is guessed: x − 0.25."""
_ENDS = {"a": "0.0", "b": "1.0", "lo": "0.0", "hi": "1.0", "left": "0.0", "right": "1.0",
         "lower": "0.0", "upper": "1.0", "xl": "0.0", "xu": "1.0", "x1": "1.0"}  # fmt: skip
"""Ends of an interval in which that function has its root."""
_EDGE = re.compile("(?:([xyz]|re|im|real|imag)_?|[a-z]+_)(min|max)")
"""Edges of a picture or a grid around 0, or of other numbers."""
_SIDES = {"west": "-1.0", "south": "-1.0", "bottom": "-1.0", "east": "1.0", "north": "1.0",
          "top": "1.0"}  # fmt: skip
"""Sides of a body or a field around 0."""
_LISTS = ("arrays", "arrs", "mats", "matrices", "images", "chunks", "list_of_", "arrays_list")
"""How names begin, or end, of lists of arrays."""
_DRAWING = frozenset({
    "random", "integers", "normal", "standard_normal", "uniform", "exponential", "poisson",
    "binomial", "gamma", "beta", "geometric", "lognormal", "permutation", "shuffle",
})  # fmt: skip
"""Methods of a generator of random numbers."""
_SHAPES = ("shape", "dims")
_FEW, _FEW_LAGS = "10", "2"
_GROUPS = {"k", "n_clusters", "nclusters", "num_clusters", "n_neighbors", "n_neighbours",
           "n_components", "n_groups", "ngroups", "kmax", "k_max", "max_k"}  # fmt: skip
_FEW_GROUPS = "5"
"""The guess for a number of groups or neighbours, of which the data must have more."""
IN_A_ROW = 8
"""So many items has each row of arrays that hold rows one after the other."""


def guess(
    use: Use, name: str, hint: Hint, default: ast.expr | None, sample: ast.expr | None
) -> str:
    """Return the expression that most likely makes this argument."""
    if default is not None:
        return ast.unparse(default)
    if hint.container:
        return _several(use, name, hint)
    if hint.speaks_of("tuple") and not hint.speaks_of("int"):
        return "tuple(np.arange(8.0))"
    if isinstance(sample, ast.List) and any(isinstance(e, ast.Call) for e in sample.elts[:1]):
        return f"[{ast.unparse(sample.elts[0])} for _ in range(n)]"
    if hint.speaks_of("list") and hint.speaks_of("str"):
        return _TEXTS
    if isinstance(sample, ast.List) or hint.speaks_of("list"):
        return f"{NUMBERS}.tolist()"
    if hint.speaks_of("bytes", "bytearray"):
        return _BYTES
    if use.fields.get(name):
        return of_records(use.fields[name]) + ".view(np.recarray)" * (name in use.records)
    if name in use.starred:
        return "()"
    if name in use.unpacked and not use.dimensions.get(name):
        return _taken_apart(use, use.unpacked[name])
    shape = name.lower() in _SHAPES or name.lower().endswith("_shape")
    if shape and not hint.dimensions:
        return f"({', '.join(['n'] * (use.fixed_length(name) or 2))})"
    if use.attributes.get(name) and _DRAWING.issuperset(use.attributes[name]):
        return "np.random.default_rng(0)"
    record = _record(use, name)
    if record:
        return record
    choices = use.choices.get(name, [])
    if choices and isinstance(choices[0], str):
        return repr(choices[0])
    if name in use.texts or hint.speaks_of("str", "string"):
        return _TEXT
    if name in use.called or hint.speaks_of("callable"):
        return _function(use, name)
    dimensions = use.dimensions.get(name) or (1 if name in use.iterated else 0)
    if name in use.matrices:
        dimensions = 2
    dimensions = max(dimensions, hint.dimensions, of_layer(use, name))
    if _is_list(name) and dimensions and name not in use.written and not hint.text:
        return _several(use, name, Hint("", max(dimensions - 1, 1), (), "list", 4))
    if not dimensions and name.lower().startswith(_ARRAY_NAMES) and name not in use.ranges:
        dimensions = 1
    if name in use.cuts and not hint.dimensions:
        dimensions = 0
    if (dimensions and name not in use.ranges) or (use.elementwise and not hint.whole):
        return _array(use, name, max(dimensions, 1), hint)
    return _scalar(use, name, hint, sample)


def of_records(fields: Iterable[str]) -> str:
    """Return the guess for records with these fields."""
    return "np.ones(n, dtype=[" + ", ".join(f'("{field}", "f8")' for field in fields) + "])"


def _several(use: Use, name: str, hint: Hint) -> str:
    """A tuple of arrays, or a typed list of them, which Numba takes where it takes no plain one."""
    array = _array(use, name, max(hint.dimensions, 1), hint)
    if hint.container == "tuple":
        return f"({', '.join([array] * hint.count)},)"
    return f"numba.typed.List([{array} for _ in range({hint.count})])"


def _taken_apart(use: Use, parts: tuple[str, ...]) -> str:
    """A tuple of what its parts are used as."""
    arrays = [(part, use.dimensions.get(part) or part in use.iterated) for part in parts]
    made = [
        _array(use, part, int(many), Hint()) if many else _scalar(use, part, Hint(), None)
        for part, many in arrays
    ]
    return f"({UNKNOWN},) * {len(made)}" if {*made} == {UNKNOWN} else f"({', '.join(made)},)"


def _is_list(name: str) -> bool:
    low = name.lower()
    return low.startswith(_LISTS) or low.endswith(("_list", "_arrays"))


def _function(use: Use, name: str) -> str:
    """A function of as many arguments as it is called with, of arrays where it is given some."""
    if name.lower() in _DERIVATIVES:
        return f"numba.njit(lambda x: {_DERIVATIVES[name.lower()]})"
    given = next((given for called, given in use.handed if called == name), ()) or (("", 0),)
    given = tuple(part for part in given if not part[0].startswith("*"))
    arrays = [use.dimensions.get(owner, 0) > taken for owner, taken in given]
    rest = ["*rest"] if name in use.open else []
    if any(arrays) and len(given) in OF_ARRAYS and not rest:
        return OF_ARRAYS[len(given)]
    names = [f"x{i}" for i in range(len(given))] if len(given) > 3 else [*"xyz"[: len(given)]]
    parts = [f"np.sum({x})" if many else x for x, many in zip(names, arrays, strict=True)]
    made = " + ".join(parts) if parts[1:] else "x - 0.25"
    return f"numba.njit(lambda {', '.join(names + rest)}: {made})"


def _record(use: Use, name: str) -> str:
    """A namedtuple with the attributes that are looked up; empty where these are of an array."""
    fields = use.attributes.get(name, [])
    if not fields or any(field in METHODS for field in fields):
        return ""
    values = []
    for field in fields:
        inner = f"{name}.{field}"
        if use.fields.get(inner):
            values.append(of_records(use.fields[inner]))
            continue
        dimensions = use.dimensions.get(inner) or (1 if inner in use.iterated else 0)
        number = "n" if inner in use.ranges | use.as_index else UNKNOWN
        values.append(_array(use, inner, dimensions, Hint()) if dimensions else number)
    named = " ".join(fields)
    return f'namedtuple("{name.capitalize()}", "{named}")({", ".join(values)})'


def in_rows(expression: str) -> str:
    """Return n rows of what an expression makes; empty where it makes no plain array."""
    match = re.fullmatch(
        r"(rng\.random\(|np\.zeros\(|rng\.integers\(0, \w+, )([\w *]+)\)", expression
    )
    return "" if match is None else f"{match[1]}(n, {match[2]}))"


def _array(use: Use, name: str, dimensions: int, hint: Hint) -> str:
    shape = _shape(use, name, dimensions, hint)
    if name in use.pointers:
        return f"{IN_A_ROW} * np.arange(n + 1)"
    if name in use.sorted and dimensions == 1:
        return f"np.sort(rng.random({shape}))"
    if name in use.indices or _is_of_indices(name):
        return f"rng.integers(0, n, {shape})"
    if name in use.whole:
        return f"rng.integers(0, {use.whole[name] + 1}, {shape})"
    if name in use.truths and not hint.whole and not hint.speaks_of("float"):
        return f"rng.random({shape}) < 0.5"
    if name in use.bits:
        return f"rng.integers(0, 256, {shape})"
    if hint.whole and not hint.speaks_of("float"):
        return f"rng.integers(0, n, {shape})"
    if hint.complex or name in use.complex_numbers:
        return f"rng.random({shape}) + 1j * rng.random({shape})"
    if name in use.pivots and shape == "(n, n)":
        return DEFINITE
    if name in use.written and name not in use.read:
        return f"np.zeros({shape}{', dtype=np.complex128' if use.complex else ''})"
    return f"rng.random({shape})"


def _is_of_indices(name: str) -> bool:
    low = name.lower()
    return low.startswith(_INDEX_NAMES) or low.endswith(("_idx", "_index", "_indices"))


def _shape(use: Use, name: str, dimensions: int, hint: Hint) -> str:
    if len(hint.shape) == dimensions and hint.shape != ("n",) * dimensions:
        return hint.shape[0] if dimensions == 1 else f"({', '.join(hint.shape)})"
    second = use.columns.get(name, largest(use.second.get(name, {None})))
    first = use.exact.get(name, "n") if dimensions > 1 else "n"
    if dimensions == 2 and second is not None:
        return f"({first}, {second})"
    if dimensions == 1 and name in use.flat:
        return "n * n"
    if dimensions == 1 and name in use.in_rows:
        return f"{IN_A_ROW} * n"
    if dimensions == 1 and use.times.get(name, 1) > 1:
        return f"{use.times[name]} * n"
    if dimensions == 1:
        return str(use.fixed_length(name) or "n")
    axes = [str(first), *["n"] * (dimensions - 1)]
    last = use.last.get(name, {None})
    if dimensions > 2 and len(last) > 1 and (length := largest(last)) is not None:
        axes[-1] = str(length)
    if dimensions > 2 and name in use.pictures:
        axes[-1] = "3"
    if dimensions > 1 and _is_moved_over(use, name):
        axes[:2] = ["3", "3"]
    return f"({', '.join(axes)})"


def _is_moved_over(use: Use, name: str) -> bool:
    """Whether an array is a small window that is moved over a larger one."""
    low = name.lower()
    in_convolution = "conv" in use.function.lower() and low.startswith("weight")
    window = low.startswith(("kernel", "filter", "filt", "stencil", "conv")) or in_convolution
    return window and name not in use.matrices and len(use.dimensions) > 1


def _scalar(use: Use, name: str, hint: Hint, sample: ast.expr | None) -> str:
    likely = _likely(use, name, hint, sample)
    low, high = use.ends.get(name, (-math.inf, math.inf))
    try:
        fits = low < float(likely) < high
    except ValueError:  # it grows with n
        fits = high == math.inf and low < 1
    if fits:
        return likely
    if high == math.inf:
        return f"n + {low:g}" if likely == "n" else f"{low + 1:g}"
    between = (low + high) / 2 if low > -math.inf else high / 2 if high > 0 else high - 1
    return f"{between // 1:g}" if abs(between) >= 1 and between // 1 > low else f"{between:g}"


def _likely(use: Use, name: str, hint: Hint, sample: ast.expr | None) -> str:
    if isinstance(sample, ast.Constant | ast.UnaryOp) and isinstance(
        _literal(sample), int | float | complex
    ):
        return ast.unparse(sample)
    if name in use.sides:
        return "n"
    low = name.lower()
    real = hint.speaks_of("float")
    if low == "axis":
        return "0"
    if low == "dtype":
        return "np.float64"
    edge, whole = _EDGE.fullmatch(low), hint.whole or name in use.as_index | use.ranges
    if edge and not whole:
        least = "-1.0" if edge[1] else "0.0"
        return least if edge[2] == "min" else "1.0"
    if low.rpartition("_")[2] in _SIDES and not whole:
        return _SIDES[low.rpartition("_")[2]]
    if name in use.firsts:
        return "0"
    if name in use.lasts:
        return "n - 1"
    if low in ("float_n", "n_float") or (real and low in _SIZE_NAMES):
        return "float(n)"
    if use.takes_array and low in _FIRST_NAMES and not real:
        return "0"
    if use.takes_array and low in _LAST_NAMES and not real:
        return "n - 1"
    over_all = name in use.lengths - use.subtracted
    counts = name in use.as_index | use.ranges | use.subtracted or low not in _DISTANCES
    if use.takes_array and low in _WINDOWS and counts and not over_all and not real:
        return _FEW
    whole = is_no_length(low)
    if low in _SIZE_NAMES or (re.fullmatch("N[A-Z]?|[MK]", name) and not real):
        return "n"
    if use.takes_array and low in _GROUPS and name in use.ranges | use.lengths:
        return _FEW_GROUPS
    if name in use.lags - use.lengths:
        return _FEW_LAGS
    if name in use.ranges:
        if use.takes_array and name not in use.lengths:
            return _FEW
        return "n" if not whole else _FEW if use.takes_array else "100"
    if hint.speaks_of("bool", "boolean"):
        return "True"
    if hint.complex or name in use.complex_numbers:
        return "0.5 + 0.5j"
    if name in use.divided and not real and not use.takes_array:
        return "n"
    if name in use.whole:
        return str(use.whole[name])
    choices = use.choices.get(name, [])
    if len({*choices}) > 1 and name not in use.as_index | use.divided:
        return str(choices[0])
    ends = low in _ENDS and len(_ENDS.keys() & use.parameters) > 1
    if hint.whole or name in use.as_index | use.divided or (whole and not real):
        return "0" if ends and _ENDS[low] == "0.0" else _FEW
    if use.takes_function and ends:
        return _ENDS[low]
    if low in _USUAL:
        return _USUAL[low]
    return UNKNOWN


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
