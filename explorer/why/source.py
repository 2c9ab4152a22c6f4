"""Which lines of a file hold statements, and which loop each belongs to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from pathlib import Path

from explorer.kernels.definitions import first_line, names_in
from explorer.kernels.reading import parse

_LOOPS = (ast.For, ast.While)
_AROUND = (ast.If, ast.Try, ast.With, *_LOOPS)
"""Statements at the top of a file that may define functions, whatever these are called."""


class Source:
    """The loops of a file, as its syntax tree has them."""

    def __init__(self, tree: ast.Module) -> None:
        self._loop: dict[int, int] = {}
        self._around: dict[int, int] = {}
        self.heads: set[int] = set()
        """The lines of `for` and `while` themselves."""
        self.inside: set[int] = set()
        """The lines inside of functions."""
        self._tree = tree
        self.inside = _inside(tree)
        self._walk(tree, 0)

    @property
    def functions(self) -> frozenset[str]:
        """The names of all functions in the file, as Python calls them."""
        return frozenset(
            node.name if isinstance(node, ast.FunctionDef) else "<lambda>"
            for node in ast.walk(self._tree)
            if isinstance(node, (ast.FunctionDef, ast.Lambda))
        )

    @property
    def names(self) -> frozenset[str]:
        """The names of all variables and arguments in the file."""
        arguments = (node.arg for node in ast.walk(self._tree) if isinstance(node, ast.arg))
        return frozenset(arguments) | names_in(self._tree)

    def reached_from(self, line: int) -> Source:
        """Return the same with only those functions `inside` that the one at a line may call.

        The file may hold others, which are compiled beside it. Names tell what is called, also by
        way of an assignment or as what a function is an overload of.
        """
        defined = [
            node
            for node in self._tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign))
        ]
        begun = [node for node in defined if first_line(node) <= line <= (node.end_lineno or 0)]
        if not begun:
            return self
        others = (node for node in self._tree.body if isinstance(node, _AROUND))
        reached, known = {*begun, *others}, set[str]()
        while True:
            known |= {name for node in reached for name in _names(node)}
            more = {node for node in defined if node not in reached and known & _known_as(node)}
            if not more:
                break
            reached |= more
        found = copy(self)
        found.inside = {at for node in reached for at in _inside(node)}
        return found

    def last_of(self, line: int) -> int:
        """Return the last line of the innermost function that a line is in; itself without one."""
        ends = [
            (node.end_lineno or 0)
            for node in ast.walk(self._tree)
            if isinstance(node, ast.FunctionDef)
            and first_line(node) <= line <= (node.end_lineno or 0)
        ]
        return min(ends, default=line)

    def loop_of(self, line: int) -> int:
        """Return the line of the innermost loop that a line is in or begins, 0 for none."""
        return self._loop.get(line, 0)

    def outer(self, head: int) -> int:
        """Return the line of the loop around the one that begins at a line, 0 for none."""
        return self._around.get(head, 0)

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


def _inside(tree: ast.AST) -> set[int]:
    """The lines in the bodies of functions."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0].lineno
            found |= set(range(first, (node.end_lineno or first) + 1))
    return found


def _names(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Attribute):
            yield one.attr


def _known_as(node: ast.stmt) -> set[str]:
    """The names by which something at the top of a file is called."""
    if isinstance(node, ast.Assign):
        return {name for target in node.targets for name in _names(target)}
    assert isinstance(node, (ast.FunctionDef, ast.ClassDef))
    given = [each for one in node.decorator_list if isinstance(one, ast.Call) for each in one.args]
    overloaded = {each.id for each in given if isinstance(each, ast.Name)}
    return {node.name} | overloaded


@lru_cache(maxsize=8)
def source(path: Path, sha256: str) -> Source:
    """Return the loops of a file with this content."""
    _, _, tree = parse(path)
    return Source(tree)
