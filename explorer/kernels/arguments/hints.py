"""What annotations and docstrings say of a function's parameters."""

import ast
import re
from dataclasses import dataclass

from explorer.kernels.reading import documentation

_ARRAY = re.compile(r"array|\bmatrix|\[:|\bvector\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(tuple|list|sequence)s?\s*(?:\(|\[|of\s+(?:(\d+|two|three|four)\s+)?(?:\w+\s+)?)"
    r"(?:\w+\.)?(?:nd)?arrays?\b",
    re.IGNORECASE,
)
"""As in tuple(ndarray), List[np.ndarray], a list of 3 arrays."""
_WORDS = {"two": 2, "three": 3, "four": 4}
_SHAPE = re.compile(r"shape\s*(?:=|of)?\s*[(\[]([^)\]]+)[)\]]|^\(([^)]+)\)", re.IGNORECASE)
_TIMES = re.compile(
    r"\b([A-Za-z]\w*|\d+)\s*[x×]\s*([A-Za-z]\w*|\d+)\s+(?:matrix|array|vector|image)\b"
)
"""As in “pos is an N x 3 matrix of positions”."""
_STYLES = (
    re.compile(r"^\s*(\w+(?:\s*,\s*\w+)*)\s*:\s*(\S.*)$"),  # NumPy: x, y : array of shape (n,)
    re.compile(r"^\s*(\w+)\s*\(([^)]+)\):"),  # Google: x (np.ndarray): the data
    re.compile(r"^\s*:type\s+(\w+):\s*(.+)$"),  # Sphinx
    re.compile(r"^\s*:param\s+(\S+)\s+(\w+):"),
    re.compile(rf"^\s*(\w+)\s+(?:is|are)\s+(?:an?\s+)?({_TIMES.pattern}.*)$"),
)


@dataclass(frozen=True)
class Hint:
    """What a type's text says; `dimensions` is 0 where it is no array.

    `shape` holds the length of each axis as an expression of n, empty where none is said.
    `container` is "tuple" or "list" where it is one of `count` arrays with these dimensions.
    """

    text: str = ""
    dimensions: int = 0
    shape: tuple[str, ...] = ()
    container: str = ""
    count: int = 0

    def speaks_of(self, *words: str) -> bool:
        """Whether one of the words stands in the text, whatever its number of bits."""
        found = re.findall(r"[a-z]+", self.text.lower())
        return any(word in found for word in words)

    @property
    def takes_arrays(self) -> tuple[bool, ...]:
        """Which arguments of a function are arrays, as in Callable[[np.ndarray, int], float]."""
        taken = re.search(r"Callable\[\[(.*?)\]", self.text)
        return () if taken is None else tuple("array" in kind for kind in taken[1].split(","))

    @property
    def whole(self) -> bool:
        """Whether it is a whole number, or holds such."""
        return self.speaks_of("int", "uint", "integer", "integers", "intp", "long")

    @property
    def complex(self) -> bool:
        """Whether it is a complex number, or holds such."""
        return self.speaks_of("complex")


def hints(node: ast.FunctionDef) -> dict[str, Hint]:
    """Return what is said of each parameter: its annotation, else its docstring's type."""
    said = _documented(documentation(node))
    found = {}
    starred = [node.args.vararg] if node.args.vararg else []
    plain = [*node.args.posonlyargs, *node.args.args]
    for argument in [*plain, *node.args.kwonlyargs, *starred]:
        text = said.get(argument.arg, "")
        if argument.annotation is not None:
            text = ast.unparse(argument.annotation)
            if _ARRAY.search(text) and "[" not in text:
                text += " " + said.get(argument.arg, "")  # an annotation has no dimensions
        found[argument.arg] = _hint(_TIMES.sub(r"array of shape (\1, \2)", text))
    return found


def _hint(text: str) -> Hint:
    several = _SEVERAL.search(text)
    if several is None:
        return Hint(text, _dimensions(text), _shape(text))
    kind = "tuple" if several[1].lower() == "tuple" else "list"
    said = (several[2] or "").lower()
    count = _WORDS.get(said) or int(said or (2 if kind == "tuple" else 4))
    return Hint(text, _dimensions(text), _shape(text), kind, count)


def _shape(text: str) -> tuple[str, ...]:
    """The lengths of the axes: numbers stay, and names are n, also one more or less than that."""
    match = _SHAPE.search(text)
    if match is None or not _ARRAY.search(text):
        return ()
    axes = [part.strip(" []()") for part in (match[1] or match[2]).split(",")]
    found = []
    for axis in filter(None, axes):
        beside = re.fullmatch(r"\w+\s*([+-])\s*(\d)", axis)
        if not re.fullmatch(r"[\w?]+", axis) and beside is None:
            return ()
        found.append(f"n {beside[1]} {beside[2]}" if beside else axis if axis.isdigit() else "n")
    return tuple(found)


def _documented(docstring: str) -> dict[str, str]:
    found: dict[str, str] = {}
    lines = docstring.splitlines()
    for at, line in enumerate(lines):
        for number, style in enumerate(_STYLES):
            match = style.match(line)
            if match is None:
                continue
            names, text = (match[2], match[1]) if number == 3 else (match[1], match[2])
            for name in names.split(","):
                found.setdefault(name.strip(), text.strip() + _described(lines[at + 1 : at + 3]))
            break
    return found


def _described(lines: list[str]) -> str:
    """The shape that the lines below a NumPy docstring's parameter tell of."""
    shape = _SHAPE.search(" ".join(lines).partition(":")[0])
    return f" {shape[0]}" if shape and shape[1] else ""


def _dimensions(text: str) -> int:
    """The number of dimensions an array's type text names, 1 where it names none."""
    if not _ARRAY.search(text):
        return 0
    stated = re.search(r"ndim\s*=\s*(\d)|\b(\d)[- ]?d(?:im\w*)?\b", text, re.IGNORECASE)
    if stated:
        return int(stated[1] or stated[2])
    if "two-dimensional" in text.lower():
        return 2
    slices = re.search(r"\[([:,\s1]+)\]", text)
    if slices:
        return slices[1].count(",") + 1
    shape = re.search(r"[(\[]\s*([\w.+\-*]+(?:\s*,\s*[\w.+\-*]+)*)\s*,?\s*[)\]]", text)
    if shape and ("shape" in text or text.startswith("(")):
        return len([part for part in shape[1].split(",") if part.strip()])
    return 2 if "matrix" in text.lower() else 1
