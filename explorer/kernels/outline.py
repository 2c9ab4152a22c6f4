"""Any Python file, read without running it: its functions, and what each seems to take."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from explorer.kernels.arguments.exported import exports
from explorer.kernels.arguments.numpy_names import of_numpy
from explorer.kernels.arguments.samples import sample_calls, tests_beside
from explorer.kernels.definitions import Definition, coroutines, definitions, made_by, statements
from explorer.kernels.function import Function, Surroundings, function_of, parameters
from explorer.kernels.handing import with_what_helpers_do
from explorer.kernels.lines import lines_of
from explorer.kernels.neighbours import Import, Neighbour, imported, imports, neighbours
from explorer.kernels.reading import content_of, documentation, parsed, sha256_of


@dataclass(frozen=True)
class Outline:
    """What a file offers. `makes_args` says whether it has `make_args(n)`: a kernel file.

    `names` are those that it defines at its top level; None where `import *` hides some.
    """

    path: Path
    sha256: str
    summary: str
    functions: tuple[Function, ...]
    makes_args: bool
    names: frozenset[str] | None = frozenset()
    coroutines: Mapping[str, int] = field(default_factory=dict)
    read: Callable[[str], Function | None] | None = field(default=None, compare=False, repr=False)

    def function(self, name: str) -> Function | None:
        """Return the function of that name, None when there is none."""
        return next((f for f in self.functions if f.name == name), None)

    def reached(self, name: str) -> Function | None:
        """Return the function of that name, or the one that an expression as `make(3)` gives."""
        found = self.function(name)
        return found if found is not None or self.read is None else self.read(name)

    @property
    def choices(self) -> tuple[Function, ...]:
        """The functions that somebody may want to measure: not those with an underscore first."""
        public = [f for f in self.functions if f.name != "make_args"]
        return tuple([f for f in public if not f.name.startswith("_")] or public)

    @property
    def likeliest(self) -> Function | None:
        """The function to begin with: a compiled one, else one with a loop that no other calls."""
        callers = [f for f in self.functions if f.parameters]  # not main()
        called = {name for function in callers for name in function.calls}
        free = [f for f in self.choices if f.name not in called and f.parameters]
        wanted = chain(
            (f for f in free if f.compiled),
            (f for f in free if f.has_loop),
            free,
            (f for f in self.choices if f.compiled or f.has_loop),
            self.choices,
        )
        return next(wanted, None)


def outline(path: Path) -> Outline:
    """Return a file's outline; raises KernelError in one sentence when it is not Python.

    A file that has not changed, nor what it imports from its project, has the outline that was
    read before.
    """
    content = content_of(path)
    file = _File(path, sha256_of(content), tests_beside(path), content)
    return _with_helpers(file, neighbours(_alone(file)[1]))


def _takes_args(tree: ast.Module) -> bool:
    """Whether `make_args` is a function of another file: "data.py:function"."""
    return any(
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
        and any(isinstance(t, ast.Name) and t.id == "make_args" for t in statement.targets)
        for statement in tree.body
    )


@dataclass(frozen=True)
class _File:
    """A file; one of the same content, beside the same tests, is the same."""

    path: Path
    sha256: str
    tests: tuple[str, ...]
    content: bytes = field(compare=False)


@lru_cache(maxsize=8)
def _with_helpers(file: _File, found: tuple[Neighbour, ...]) -> Outline:
    """What a file offers, with what helpers do with their arguments, also those of neighbours."""
    alone, _ = _alone(file)
    return replace(alone, functions=with_what_helpers_do(alone.functions, imported(found)))


@lru_cache(maxsize=8)
def _alone(file: _File) -> tuple[Outline, tuple[Import, ...]]:
    """What a file offers as far as it says so itself, and what its functions call of others."""
    path = file.path
    source, tree = parsed(path, file.content)
    lines = lines_of(source)
    found = definitions(tree)
    names = _defined(tree)
    known = names or frozenset(d.name for d in found)
    samples = sample_calls(tree, path, known | {d.node.name for d in found}, known)

    around = Surroundings(
        classes=[s for s in statements(tree.body) if isinstance(s, ast.ClassDef)],
        records=_records(tree),
        numpy=of_numpy(tree),
        makers={d.name: tuple(parameters(d.node)[0]) for d in found},
        exports=exports(lines),
    )

    def read(definition: Definition) -> Function:
        short = definition.name.rpartition(".")[2]
        call = samples.get(short, ([], {}, 0))
        return function_of(definition, lines, call, around)

    def read_made(expression: str) -> Function | None:
        made = made_by(expression, found)
        return None if made is None else read(made)

    functions = tuple(map(read, found))
    called = {name for function in functions for name, _ in function.handed}
    alone = Outline(
        path=path,
        sha256=file.sha256,
        summary=documentation(tree).partition("\n")[0],
        functions=functions,
        makes_args=any(d.name == "make_args" for d in found) or _takes_args(tree),
        names=names,
        coroutines=coroutines(tree),
        read=read_made,
    )
    return alone, imports(tree, path, called)


def _records(tree: ast.Module) -> dict[str, frozenset[str]]:
    """The fields of a file's types of records: kind = np.dtype([("x", "f8"), …])."""
    found = {}
    for statement in statements(tree.body):
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(
                    func=ast.Attribute(attr="dtype") | ast.Name(id="dtype"),
                    args=[ast.List(elts=fields), *_],
                ),
            ):
                firsts = (f.elts[0] for f in fields if isinstance(f, ast.Tuple) and f.elts)
                names = (one.value for one in firsts if isinstance(one, ast.Constant))
                found[name] = frozenset(map(str, names))
    return found


def _defined(tree: ast.Module) -> frozenset[str] | None:
    """The names that a file's statements define or import, in blocks too; not inside functions."""
    found: set[str] = set()
    todo: list[ast.AST] = list(tree.body)
    while todo:
        match node := todo.pop():
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
                continue
            case ast.ClassDef(name=name):
                found.add(name)
                continue
            case ast.alias(name="*"):
                return None
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
        todo.extend(ast.iter_child_nodes(node))
    return frozenset(found)
