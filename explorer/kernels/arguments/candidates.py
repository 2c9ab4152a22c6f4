"""The next best arguments after a call that failed, the likeliest first."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from explorer.kernels.arguments.giving_up import TOO_LONG
from explorer.kernels.arguments.guessing import DEFINITE, OF_ARRAYS, UNKNOWN, UNKNOWNS

ARRAYS = (
    "rng.random(n)",
    "rng.random((n, n))",
    "rng.integers(0, n, n)",
    "rng.random((n, 3))",
    "rng.random((n, 2))",
    "rng.integers(0, n, (n, n))",
    "rng.random((n, n, n))",
    "rng.random((n, n, 3))",
    "rng.random(n) + 1j * rng.random(n)",
    "rng.integers(0, 2, n)",
    "rng.random(n) < 0.5",
    "np.arange(n + 1)",
    "rng.random(n + 1)",
    "rng.random(2 * n)",
    "rng.random((n + 1, n + 1))",
    "rng.random(n).tolist()",
)
POWER = "2 ** int(np.log2(n))"
"""The largest power of two up to n."""
NUMBERS = ("n", "10", "2", "1", "0.5", "5", "n - 1", "n // 2", "True", "0.5 + 0.5j", "0")
_OTHERS = (
    '"the quick brown fox " * n',
    "numba.njit(lambda x: x - 0.25)",
    "numba.njit(lambda x, y: x + y)",
    "(n, n)",
    "np.float64",
    "None",
)

_BEYOND = "out of bounds"
_FEW_TURNS = "10"
_AFTER: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("tuple index out of range", "unsized object", "object is not iterable"), ARRAYS[:2]),
    ((_BEYOND, "out of range"),
     ("rng.random(n + 1)", "1", "2", "n - 1", "rng.random((n, n))", "rng.integers(0, n, n)")),
    (("2 were indexed", "expected 2, got 1", "2-dimensional", "to scalar variable"),
     ("rng.random((n, n))", "rng.random((n, 3))", "rng.integers(0, n, (n, n))")),
    (("3 were indexed", "expected 3, got"),
     ("rng.random((n, n, n))", "rng.random((n, n, 3))", "rng.random((n, 3))")),
    (("integer", "index", "indices must", "bitwise", "slice indices", "&", "|", "<<", ">>"),
     ("n", "10", "rng.integers(0, n, n)", "2", "rng.integers(0, n, (n, n))", "1")),
    (("not callable",), ("numba.njit(lambda x: x - 0.25)", "numba.njit(lambda x, y: x + y)")),
    (("truth value", "setting an array element", "only length-1", "0-dimensional", "size-1"),
     ("0.5", "10", "n", "2", "1")),
    (("division by zero", "no result"), ("1", "2", "0.5", "10")),
    (("unicode_type",), ('"the quick brown fox " * n', "2")),
    (("has no attribute 'append'", "'pop'", "'extend'"), ("rng.random(n).tolist()",)),
    (("has no attribute 'upper'", "'lower'", "'split'", "can only concatenate str"),
     ('"the quick brown fox " * n',)),
)  # fmt: skip
"""What an error message tells of the argument that caused it."""


def next_best(
    arguments: Mapping[str, str], suspects: list[str], message: str
) -> Iterator[dict[str, str]]:
    """Yield arguments with one of the suspects changed, the likeliest first; then two of them."""
    order = _order(message)
    arrays = [name for name in suspects if "rng." in arguments[name]]
    written = [name for name in suspects if arguments[name].startswith("np.zeros(")]
    if message == TOO_LONG:  # numbers of turns may be what a real run has
        large = {name: _FEW_TURNS for name in suspects if _is_large(arguments[name])}
        yield {**arguments, **large}
    if _BEYOND in message:  # the same, but larger
        indices = [name for name in arrays if arguments[name] == "rng.integers(0, n, n)"]
        if indices:  # in order, and each once, as those of rows that hold few items
            yield {**arguments, **dict.fromkeys(indices, "np.arange(n)")}
        for name in [*arrays, *written]:
            for larger in _larger(arguments[name], message):
                yield {**arguments, name: larger}
    if re.search(r"power of (?:2|two)\b", message):
        for name in arrays:
            yield {**arguments, name: re.sub(r"\bn\b", POWER, arguments[name])}
    if parts := re.search(r"values to unpack \(expected (\d+)", message):
        for name in suspects:
            for text in ("n", UNKNOWN):
                yield {**arguments, name: f"({text},) * {parts[1]}"}
    if "monotonic" in message:  # edges of bins
        for name in arrays:
            yield {**arguments, name: f"np.sort({arguments[name]}, axis=0)"}
    fixed = re.findall(r"shapes? .*?\((\d+),?\)", message)
    for length in (number for number in re.findall(r"\d+", " ".join(fixed)) if int(number) < 8):
        for name in arrays:
            yield {**arguments, name: f"rng.random((n, {length}))"}
    if "shape" in message:  # one may have to reach beyond another
        for name in [*arrays, *written]:
            for wider in _wider(arguments[name]):
                yield {**arguments, name: wider}
            if "(3, 3, " in arguments[name]:  # a window that is moved over nothing
                yield {**arguments, name: arguments[name].replace("(3, 3, ", "(1, 1, ")}
    if "must be 2 or 3" in message:  # a cross product
        vectors = dict.fromkeys(arrays, "rng.random(3)")
        yield {**arguments, **vectors}
        for name in arrays if arrays[2:] else ():  # one may be a factor
            yield {**arguments, **vectors, name: UNKNOWN}
    if "definite" in message or "ingular" in message:
        for name in suspects:
            yield {**arguments, name: DEFINITE}
    if "negative dimension" in message:  # a window that is larger than the data
        for name in arrays:
            if "(n, n" in arguments[name]:
                yield {**arguments, name: arguments[name].replace("(n, n", "(3, 3", 1)}
    if "setting an array element" in message:  # a function's result is to be one number
        for name in suspects:
            for text in _of_one(arguments[name]):
                yield {**arguments, name: text}
    if len(arrays) > 1:  # one may do, and they often have to change together
        for text in order[:2]:
            yield from ({**arguments, name: text} for name in arrays if arguments[name] != text)
        for text in islice(order, 3):
            yield {**arguments, **dict.fromkeys(arrays, text)}
    pairs = [(name, text) for text in order for name in suspects if arguments[name] != text]
    if _BEYOND in message:  # a number stays one, and an array an array
        pairs.sort(key=lambda pair: ("rng." in arguments[pair[0]]) != ("rng." in pair[1]))
    for name, text in pairs:
        yield {**arguments, name: text}
    if len(suspects) > 1:
        for text in islice(order, 6):
            yield {**arguments, **dict.fromkeys(suspects, text)}


def tied_by_powers(
    arguments: Mapping[str, str], guessed: tuple[str, ...], powers: tuple[tuple[str, str], ...]
) -> Iterator[dict[str, str]]:
    """Yield arguments where lengths are a power of one argument, as a transform of radix r has."""
    numbers = {name for name in guessed if "rng." not in arguments[name]}
    for base, exponent in dict.fromkeys(powers):
        if {base, exponent} <= numbers:
            lengths = {name: re.sub(r"\bn\b", POWER, arguments[name]) for name in guessed}
            yield {**arguments, **lengths, base: "2", exponent: "int(np.log2(n))"}


def _is_large(text: str) -> bool:
    """Whether numbers are written down that may make more than a few turns."""
    if not re.fullmatch(r"\d[\d* ]*", text):
        return False
    return "**" in text or any(int(number) > int(_FEW_TURNS) for number in re.findall(r"\d+", text))


def _of_one(text: str) -> Iterator[str]:
    """Functions of the same arguments that add up one of them; none of anything else."""
    found = re.fullmatch(r"numba\.njit\(lambda ([\w, *]+): .*\)", text)
    taken = found[1] if found else ""
    for name in reversed([*filter(str.isidentifier, taken.split(", "))]):  # data come last
        yield f"numba.njit(lambda {taken}: np.sum({name}))"


def _larger(text: str, message: str) -> Iterator[str]:
    """The same array with more items along the axis that is named, or along each."""
    axis, shape = re.search(r"axis (\d)", message), re.search(r"\((n(?:, n)+)\)", text)
    if axis and shape:
        axes = ["n"] * (shape[1].count("n"))
        axes[int(axis[1]) : int(axis[1]) + 1] = ["n + 1"]
        yield text.replace(shape[0], f"({', '.join(axes)})")
    for more in ("n + 1", "2 * n"):
        made = re.sub(r"\bn\b", more, text)
        yield re.sub(r"(rng\.integers\(0, )(n \+ 1|2 \* n)(, )", r"\1n\3", made)


def _wider(text: str) -> Iterator[str]:
    """The same array with some items more along its first axis, its first two, or all."""
    found = re.search(r"\((n(?:, n)+)\)", text)
    if found is None:
        return
    axes = found[1].count("n")
    for more in (1, 2, 4):
        for first in range(1, axes + 1):
            shape = ", ".join([f"n + {more}"] * first + ["n"] * (axes - first))
            yield text.replace(found[0], f"({shape})")


def _order(message: str) -> tuple[str, ...]:
    """The arguments worth trying after such a message, the likeliest first."""
    for words, wanted in _AFTER:
        if any(word in message for word in words):
            rest = [t for t in (*ARRAYS, *NUMBERS, *_OTHERS) if t not in wanted]
            return (*wanted, *rest)
    return (*ARRAYS, *NUMBERS, *_OTHERS)


def that_compile(
    arguments: dict[str, str], guessed: tuple[str, ...], refused: str, named: tuple[str, ...]
) -> list[dict[str, str]]:
    """Return what to try where Python takes the arguments and Numba does not.

    `refused` is what Numba said, of a line that depends on the arguments `named`.
    """
    arrays = [name for name in guessed if "rng." in arguments[name]]
    unknown = [name for name in guessed if arguments[name] in UNKNOWNS]
    called = [name for name in guessed if "(lambda" in arguments[name]]
    there = [name for name in named if name in arrays]
    tries = [{**arguments, name: text} for name in called for text in OF_ARRAYS.values()]
    if "getitem(UniTuple(int64" in refused or "getitem(Tuple(int64" in refused:
        shapes = [name for name in guessed if arguments[name].startswith("(n")]
        as_arrays = {name: f"np.array({arguments[name]})" for name in shapes}
        tries += [{**arguments, **as_arrays}] if shapes else []
    if "division by zero" in refused:
        tries.append({k: v.replace("rng.integers(0, ", "rng.integers(1, ") if k in guessed else v
                      for k, v in arguments.items()})  # fmt: skip
    if unlike := re.search(r"Cannot unify .*array.* for '(\w+?)(?:\.\d+)?'", refused):
        tries += [{**arguments, name: UNKNOWN} for name in arrays if name == unlike[1]]
    if "array index type" in refused:
        tries += [{**arguments, name: "1"} for name in unknown]
    if "homogeneous" in refused or "same dtype" in refused:
        tries += [{**arguments, name: f"{arguments[name]} + 0j"} for name in there]
    if "invert(float64)" in refused:
        tries.append({**arguments, **{name: f"{arguments[name]} < 0.5" for name in there}})
    if _NO_ITEMS.search(refused):
        tries += [{**arguments, name: _deeper(arguments[name])} for name in there]
    tries += [{**arguments, name: text} for name in arrays for text in ARRAYS[1:3]]
    if len(arrays) > 1:
        tries.append({**arguments, **dict.fromkeys(arrays, ARRAYS[1])})
    return tries + [{**arguments, name: ARRAYS[0]} for name in unknown]


_NO_ITEMS = re.compile(r"\b(?:len|contains|getitem|getiter|array)\((?:float64|int64)\b")
"""What Numba says of an item that is used as a row."""


def _deeper(text: str) -> str:
    """The same array with an axis more."""
    more = re.sub(r"\((n(?:, n)+)\)", r"(\1, n)", text)
    return more if more != text else re.sub(r"(random\(|, )n\)", r"\1(n, n))", text)
