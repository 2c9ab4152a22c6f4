"""Which lines of a file hold statements, and which loop each belongs to."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

from explorer.kernels.reading import parse

_LOOPS = (ast.For, ast.While)


class Source:
    """The loops of a file, as its syntax tree has them."""

    def __init__(self, tree: ast.Module) -> None:
        self._loop: dict[int, int] = {}
        self._around: dict[int, int] = {}
        self.heads: set[int] = set()
        """The lines of `for` and `while` themselves."""
        self.inside: set[int] = set()
        """The lines inside of functions."""
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                first = node.body[0].lineno
                self.inside |= set(range(first, (node.end_lineno or first) + 1))
        self._walk(tree, 0)

    def loop_of(self, line: int) -> int:
        """Return the line of the innermost loop that a line is in or begins, 0 for none."""
        return self._loop.get(line, 0)

    def around(self, head: int, others: set[int]) -> bool:
        """Whether one of the other loops is inside of the loop that begins at a line."""
        for other in others:
            at = self._around.get(other, 0)
            while at:
                if at == head:
                    return True
                at = self._around.get(at, 0)
        return False

    def _walk(self, node: ast.AST, loop: int) -> None:
        for child in ast.iter_child_nodes(node):
            mine = loop
            if isinstance(child, _LOOPS):
                mine = child.lineno
                self._around[mine] = loop
                self.heads.add(mine)
            if isinstance(child, ast.stmt) and mine:
                for line in range(child.lineno, (child.end_lineno or child.lineno) + 1):
                    self._loop[line] = mine
            self._walk(child, mine)


@lru_cache(maxsize=8)
def source(path: Path, sha256: str) -> Source:
    """Return the loops of a file with this content."""
    _, _, tree = parse(path)
    return Source(tree)
