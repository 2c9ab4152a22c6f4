"""What annotations and docstrings say of a function's parameters."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from explorer.kernels.reading import documentation

_ARRAY = re.compile(r"array|\bmatrix|\[:|\bvector\b", re.IGNORECASE)
_STYLES = (
    re.compile(r"^\s*(\w+(?:\s*,\s*\w+)*)\s*:\s*(\S.*)$"),  # NumPy: x, y : array of shape (n,)
    re.compile(r"^\s*(\w+)\s*\(([^)]+)\):"),  # Google: x (np.ndarray): the data
    re.compile(r"^\s*:type\s+(\w+):\s*(.+)$"),  # Sphinx
    re.compile(r"^\s*:param\s+(\S+)\s+(\w+):"),
)


@dataclass(frozen=True)
class Hint:
    """What a type's text says; `dimensions` is 0 where it is no array."""

    text: str = ""
    dimensions: int = 0

    def speaks_of(self, *words: str) -> bool:
        """Whether one of the words stands in the text, whatever its number of bits."""
        found = re.findall(r"[a-z]+", self.text.lower())
        return any(word in found for word in words)

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
        found[argument.arg] = Hint(text, _dimensions(text))
    return found


def _documented(docstring: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in docstring.splitlines():
        for number, style in enumerate(_STYLES):
            match = style.match(line)
            if match is None:
                continue
            names, text = (match[2], match[1]) if number == 3 else (match[1], match[2])
            for name in names.split(","):
                found.setdefault(name.strip(), text.strip())
            break
    return found


def _dimensions(text: str) -> int:
    """The number of dimensions an array's type text names, 1 where it names none."""
    if not _ARRAY.search(text):
        return 0
    stated = re.search(r"ndim\s*=\s*(\d)|\b(\d)[- ]?d\b", text, re.IGNORECASE)
    if stated:
        return int(stated[1] or stated[2])
    slices = re.search(r"\[([:,\s1]+)\]", text)
    if slices:
        return slices[1].count(",") + 1
    shape = re.search(r"[(\[]\s*([\w.+\-*]+(?:\s*,\s*[\w.+\-*]+)*)\s*,?\s*[)\]]", text)
    if shape and ("shape" in text or text.startswith("(")):
        return len([part for part in shape[1].split(",") if part.strip()])
    return 2 if "matrix" in text.lower() else 1
