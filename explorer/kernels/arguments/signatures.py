"""Arguments from the types that a decorator names: `"float64(float64[:], int32)"`."""

import ast
import re
from collections.abc import Mapping

from explorer.kernels.arguments.guessing import IN_A_ROW, in_rows
from explorer.kernels.expressions import tree_of

_SHORT: Mapping[str, str] = {
    "f4": "float32", "f8": "float64", "c8": "complex64", "c16": "complex128", "i1": "int8",
    "i2": "int16", "i4": "int32", "i8": "int64", "u1": "uint8", "u2": "uint16", "u4": "uint32",
    "u8": "uint64", "b1": "boolean", "double": "float64", "float_": "float32", "intp": "int64",
    "int_": "int64", "uint": "uint64", "intc": "int32", "float32": "float32", "bool_": "boolean",
    "uintp": "uint64", "long_": "int64", "longlong": "int64", "bool": "boolean", "byte": "uint8",
    "int": "int64", "float": "float64", "complex": "complex128",
}  # fmt: skip
_ROWS = re.compile(r"^np\.zeros\(\(\)")
_WHOLE, _REAL = "10", "0.5"
"""Numbers of which only the type is known."""
_COMPLEX = "0.5 + 0.5j"
_LISTS = {
    _WHOLE: "rng.integers(0, n, {}).tolist()",
    _REAL: "rng.random({}).tolist()",
    _COMPLEX: "(rng.random({0}) + 1j * rng.random({0})).tolist()",
}
"""Lists of them, in a shape."""
_ARRAY = re.compile(
    r"(rng\.random\(|np\.zeros\(|rng\.integers\(0, \w+, )"
    r"(\([^()]*\)|[^(),]+)((?:, dtype=[\w.]+)?\))"
)
"""An array: what makes it, its shape, and its type."""
_UP_TO_N = "rng.integers(0, n, "
_NOT_REAL = re.compile(r"integers|1j|<|arange|ones|dtype")
"""What stands in guesses of arrays that hold no float64 numbers."""


def from_decorator(decorators: tuple[str, ...], parameters: list[str]) -> dict[str, str]:
    """Return expressions for the arguments whose types a decorator says; none where it says none.

    Of several signatures the last counts, which is the widest for ufuncs.
    """
    for text in decorators:
        node = tree_of(text)
        if not isinstance(node, ast.Call) or not node.args:
            continue
        types = _types(node.args[0])
        layout = next((_layout(a) for a in node.args[1:] if _layout(a)), None)
        if types is None or len(types) != len(parameters):
            continue
        made = [expression_of(part) for part in types]
        if ast.unparse(node.func).rpartition(".")[2] == "vectorize":  # numbers come from arrays
            made = [
                _array(_name(part), ["n"]) or text for part, text in zip(types, made, strict=True)
            ]
        if layout is not None and len(layout) == len(made):
            items = [part.value if isinstance(part, ast.Subscript) else part for part in types]
            made = list(map(_in_layout, made, layout, map(_name, items)))
        if layout is not None and "'parallel'" in text:  # threads share the rows
            made = [_ROWS.sub(r"np.zeros(n", part) for part in made]
            rows = {"rng.random()": "rng.random(n)"}
            made = [rows.get(part) or in_rows(part) or part for part in made]
        return {name: text for name, text in zip(parameters, made, strict=True) if text}
    return {}


def as_used(typed: str, used: str) -> str:
    """Return what a type says, with the lengths, rows and numbers that its use tells.

    `used` is what use alone would make of the argument.
    """
    if typed == _WHOLE and (used in ("n", "n - 1") or used.isdigit()):
        return used
    if typed == _REAL and used == "n":
        return "float(n)"
    if typed == _REAL and re.fullmatch(r"-?\d+\.\d+|\de-\d+|float\(n\)", used):
        return used
    if used == f"{IN_A_ROW} * np.arange(n + 1)":
        dtype = re.search(r"dtype=np\.(\w+)", typed)
        return f"({used}).astype(np.{dtype[1]})" if dtype else typed
    told, seen = _ARRAY.search(typed), _ARRAY.search(used)
    if told is None or seen is None or told[2].count(",") != seen[2].count(","):
        return typed
    if re.search(r"\d|\(\)", told[2]):  # it says how long an axis is, or that there is none
        return typed
    if typed == told[0] and told[0] == f"rng.random({told[2]})" and not _NOT_REAL.search(used):
        return used
    bounded = told[1] == _UP_TO_N and "integers" in seen[1]
    return _ARRAY.sub(lambda part: (seen if bounded else part)[1] + seen[2] + part[3], typed)


def _types(node: ast.expr) -> list[ast.expr] | None:
    """The types of the arguments in a signature."""
    match node:
        case ast.Constant(value=str(text)):
            named = tree_of(text)
            return None if named is None else _types(named)
        case ast.List(elts=parts) if parts:
            return _types(parts[-1])
        case ast.Tuple(elts=parts):
            return list(parts)
        case ast.Call(args=args, keywords=[]):
            return list(args)
    return None


def _layout(node: ast.expr) -> list[tuple[int, bool]]:
    """How many dimensions each argument has in a layout as "(n),()->(n)", and if it is a result."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return []
    if "->" not in node.value:
        return []
    found = []
    for side, text in enumerate(node.value.split("->")):
        for part in re.findall(r"\((.*?)\)", text):
            found.append((len([d for d in part.split(",") if d.strip()]), side > 0))
    return found


def expression_of(node: ast.expr) -> str:
    """Return the expression for one type; empty for one that is not known."""
    match node:
        case ast.Subscript(value=item, slice=index):
            axes = index.elts if isinstance(index, ast.Tuple) else [index]
            lengths = [ast.unparse(a) if isinstance(a, ast.Constant) else "n" for a in axes]
            return _array(_name(item), lengths)
        case ast.Call(func=func, args=[item, ast.Constant(value=int(length)), *_]):
            name = _name(func)
            if name == "UniTuple":
                return f"({', '.join([_scalar(_name(item))] * length)},)"
            if name in ("Array", "array"):
                return _array(_name(item), ["n"] * length)
        case ast.Call(func=func, args=[ast.Tuple(elts=items)]) if _name(func) == "Tuple":
            return f"({', '.join(expression_of(item) for item in items)},)"
        case ast.Call(func=func, args=[item, *_]) if _name(func) == "List":
            return of_list(expression_of(item), 1)
    return _scalar(_name(node))


def of_list(item: str, depth: int) -> str:
    """Return the expression for a list of such numbers, or of lists of them; empty for others."""
    shape = "n" if depth == 1 else f"({', '.join(['n'] * depth)})"
    return _LISTS[item].format(shape) if item in _LISTS else ""


def _name(node: ast.expr) -> str:
    name = ast.unparse(node).rpartition(".")[2]
    return _SHORT.get(name, name)


def _array(name: str, lengths: list[str]) -> str:
    shape = f"({', '.join(lengths)})" if lengths[1:] else lengths[0]
    if name == "boolean":
        return f"rng.random({shape}) < 0.5"
    if name.startswith("complex"):
        text = f"rng.random({shape}) + 1j * rng.random({shape})"
        return text if name == "complex128" else f"({text}).astype(np.complex64)"
    if re.fullmatch(r"u?int\d+", name):
        high = "100" if name.endswith("int8") else "n"
        return f"rng.integers(0, {high}, {shape}, dtype=np.{name})"
    if name == "float32":
        return f"rng.random({shape}, dtype=np.float32)"
    return f"rng.random({shape})" if name == "float64" else ""


def _scalar(name: str) -> str:
    if name == "boolean":
        return "True"
    if name in ("unicode_type", "string", "str"):
        return '"the quick brown fox " * n'
    if name.startswith("complex"):
        return _COMPLEX
    if re.fullmatch(r"u?int\d+", name):
        return _WHOLE
    return _REAL if name.startswith("float") else ""


def _in_layout(text: str, layout: tuple[int, bool], name: str) -> str:
    """An argument of a gufunc, one dimension for each of its layout; a result is an array."""
    dimensions, is_result = layout
    if dimensions or not re.match(r"rng\.(random|integers)\(", text):
        return text
    if is_result:
        return f"np.zeros((), dtype=np.{name})"
    return _WHOLE if "integers" in text else "rng.random()"
