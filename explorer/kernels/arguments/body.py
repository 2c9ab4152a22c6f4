"""The lines of a function: its loops, and the arguments that each line depends on."""

import ast
import linecache
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from explorer.kernels.definitions import blocks, first_line, names_in
from explorer.kernels.kernel import Kernel
from explorer.kernels.reading import parse


@dataclass(frozen=True)
class Body:
    """A function from its `first` to its `last` line, both 0 where it is not found.

    `loops` are the lines of its loops, each with the line in which the loop's body begins; `whiles`
    has the line of each while loop that stands in no other loop, by that of its body; `branches` is
    the same of what is done, or is not, by the values of parameters alone. `arguments`
    are the parameters that a line depends on, `powers` those that it raises to others.
    """

    path: str
    first: int = 0
    last: int = 0
    loops: tuple[tuple[int, int], ...] = ()
    whiles: Mapping[int, int] = field(default_factory=dict)
    branches: tuple[tuple[int, int], ...] = ()
    arguments: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    powers: tuple[tuple[str, str], ...] = ()

    def named_in(self, line: int) -> tuple[str, ...]:
        """Return the parameters that a line depends on."""
        return self.arguments.get(line, ())

    def text(self, line: int) -> str:
        """Return what stands in a line of it."""
        return linecache.getline(self.path, line).strip() if line else ""

    def without_turns(self, seen: Collection[tuple[str, int]]) -> tuple[int, ...]:
        """Return the loops that made no turn in a call that went through these lines of files.

        Those inside others that made none are left out; where the call reached no loop at all, the
        first is named.
        """
        own = {line for file, line in seen if file == self.path}
        reached = [(head, body) for head, body in self.loops if head in own]
        if self.loops and not reached:
            return (self.loops[0][0],)
        return tuple(head for head, body in reached if body not in own)

    def missed(self, seen: Collection[tuple[str, int]]) -> dict[str, int]:
        """Return by parameter the line of a branch that it kept a call from reaching."""
        own = {line for file, line in seen if file == self.path}
        left = [(test, first) for test, first in self.branches if test in own and first not in own]
        return {name: first for test, first in reversed(left) for name in self.named_in(test)}

    def reached(self, error: BaseException) -> int:
        """Return the line of the function itself that a call had got to when it failed, or 0."""
        trace, line = error.__traceback__, 0
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename == self.path and self.first <= trace.tb_lineno <= self.last:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line


def body_of(kernel: Kernel) -> Body:
    """Return what stands in the lines of the function that a kernel measures."""
    _, _, tree = parse(kernel.path)
    variant, path = kernel.variants[0], str(kernel.path)
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Lambda))
    node = next((node for node in functions if first_line(node) == variant.line), None)
    if node is None:
        return Body(path)
    loops = [child for child in ast.walk(node) if isinstance(child, ast.For | ast.While)]
    return Body(
        path=path,
        first=variant.line,
        last=node.end_lineno or node.lineno,
        loops=tuple((loop.lineno, loop.body[0].lineno) for loop in loops),
        whiles={loop.body[0].lineno: loop.lineno for loop in _outermost_whiles(node)},
        branches=tuple(_branches(node, variant.parameters)),
        arguments=_by_line(node, variant.parameters),
        powers=tuple(_powers(node, variant.parameters)),
    )


def _powers(node: ast.AST, parameters: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for child in ast.walk(node):
        match child:
            case ast.BinOp(ast.Name(base), ast.Pow(), exponent) if base in parameters:
                raised = names_in(exponent)
                yield from ((base, name) for name in parameters if name in raised)


def _outermost_whiles(node: ast.AST) -> Iterator[ast.While]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.While):
            yield child
        elif not isinstance(child, ast.For):
            yield from _outermost_whiles(child)


def _branches(node: ast.AST, parameters: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Both sides of each question that is about parameters alone, with the line of the question.

    What is left out where there is nothing else to do is no side, but what comes after a return is.
    """
    asked = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Name, ast.Constant)
    for child, after in _questions(node):
        parts = [n for n in ast.walk(child.test) if isinstance(n, ast.expr)]
        plain = all(isinstance(part, asked) for part in parts)
        if not (plain and names_in(child.test) and names_in(child.test).issubset(parameters)):
            continue
        ends = isinstance(child.body[-1], ast.Return)
        sides = [child.body, child.orelse] if child.orelse else [after[:1] if ends else []]
        for side in sides:
            first = next(filter(_does_something, side), None)
            if first is not None and not isinstance(first, ast.Raise):
                yield child.lineno, first.lineno


def _does_something(statement: ast.stmt) -> bool:
    """Whether a statement is there when the code runs: a text of its own, for one, is not."""
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)
    return not isinstance(statement, (ast.Global, ast.Nonlocal))


def _questions(node: ast.AST) -> Iterator[tuple[ast.If, list[ast.stmt]]]:
    """Each `if`, with the statements after it in its block."""
    for child in ast.walk(node):
        for block in blocks(child) if isinstance(child, ast.stmt) else ():
            for at, statement in enumerate(block):
                if isinstance(statement, ast.If):
                    yield statement, block[at + 1 :]


def _by_line(node: ast.AST, parameters: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    """The parameters that each line depends on: those that stand in it, then those behind names."""
    behind = _behind(node, parameters)
    direct: dict[int, list[str]] = {}
    further: dict[int, list[str]] = {}
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            own = [child.id] if child.id in parameters else []
            direct.setdefault(child.lineno, []).extend(own)
            more = sorted(behind.get(child.id, ()), key=parameters.index)
            further.setdefault(child.lineno, []).extend(more)
    return {line: tuple(dict.fromkeys([*direct[line], *further[line]])) for line in direct}


def _behind(node: ast.AST, parameters: tuple[str, ...]) -> dict[str, set[str]]:
    """The parameters that each name was made of."""
    behind = {name: {name} for name in parameters}
    for child in ast.walk(node):
        match child:
            case ast.Assign(targets=targets, value=value):
                pairs = [(target, value) for target in targets]
            case ast.For(target=target, iter=value):
                pairs = [(target, value)]
            case _:
                continue
        for target, value in pairs:
            found = set().union(*(behind.get(n, set()) for n in names_in(value)))
            for name in names_in(target):
                if name not in parameters:
                    behind.setdefault(name, set()).update(found)
    return behind
