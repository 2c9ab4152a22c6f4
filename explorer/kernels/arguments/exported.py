"""Arguments from types in a comment for Pythran: `# pythran export f(float[:, :], int)`."""

import ast
import re

from explorer.kernels.arguments.signatures import expression_of, of_list

_EXPORT = re.compile(r"#\s*pythran\s+export\s+(.*)")
_COMMENT = re.compile(r"\s*#(?!\s*pythran)(.*)")
_AXES = re.compile(r"\s*((?:\[[^\]]*\]\s*)+)")
_OTHERS = re.compile(r"\s+or\s+.*|\s+order\(.*|\?$")
"""What may come after a type: others that would do, how items lie, that it may be left out."""
_LONGEST = 20
"""Lines over which one comment goes on."""


def exports(lines: list[str]) -> dict[str, list[str]]:
    """Return the types of arguments that comments in a file export functions with, by their names.

    Of several exports of one function the first counts.
    """
    found: dict[str, list[str]] = {}
    for number, line in enumerate(lines):
        export = _EXPORT.match(line.strip()) if "pythran" in line else None
        if export is None:
            continue
        text = export[1]
        for more in lines[number + 1 : number + _LONGEST]:
            follows = _COMMENT.match(more)
            if text.count("(") == text.count(")") or follows is None:
                break
            text += follows[1]
        for called in re.finditer(r"(\w+)\s*\(", text):
            found.setdefault(called[1], _parted(text[called.end() :]))
    return found


def from_export(types: list[str], parameters: list[str]) -> dict[str, str]:
    """Return expressions for arguments of these types; none for what is not known."""
    made = (_expression(_OTHERS.sub("", text.strip())) for text in types)
    return {name: text for name, text in zip(parameters, made, strict=False) if text}


def _parted(types: str) -> list[str]:
    """What stands between commas that are in no bracket, up to the one that closes."""
    parts, depth = [""], 0
    for letter in types:
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            break
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _expression(text: str) -> str:
    """The expression for one type; empty for one that is not known."""
    if text.endswith(" list"):
        item, *lists = text.split(" list")
        return of_list(_expression(item), len(lists))
    plain = _AXES.sub(lambda found: f"[{', '.join(map(_axis, _axes_in(found[1])))}]", text)
    try:
        node = ast.parse(plain, mode="eval").body
    except SyntaxError:
        return ""
    if isinstance(node, ast.Tuple):
        node = ast.Call(ast.Name("Tuple"), [node], [])
    return expression_of(node)


def _axes_in(brackets: str) -> list[str]:
    """The axes of `[:, :]`, or of `[][3]`."""
    return [axis for inside in re.findall(r"\[([^\]]*)\]", brackets) for axis in inside.split(",")]


def _axis(length: str) -> str:
    return length.strip() if length.strip().isdigit() else ":"
