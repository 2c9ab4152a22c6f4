"""A function of a Python file: what stands there, and what it seems to take."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import cycle

from explorer.kernels.arguments.exported import from_export
from explorer.kernels.arguments.growing import SMALL, as_expressions, as_shape, is_literal
from explorer.kernels.arguments.guessing import NUMBERS, UNKNOWN, UNKNOWNS, guess
from explorer.kernels.arguments.hints import Hint, hints
from explorer.kernels.arguments.numpy_names import spelled_out
from explorer.kernels.arguments.signatures import as_used, from_decorator
from explorer.kernels.arguments.sisters import like_sisters
from explorer.kernels.arguments.use import METHODS, Use
from explorer.kernels.arguments.using import use_of
from explorer.kernels.definitions import (
    COMPILERS,
    Definition,
    decorator_name,
    first_line,
    is_cuda,
    names_in,
)
from explorer.kernels.lines import lines_of
from explorer.kernels.reading import documentation

_DEFINED = re.compile(r"def\b|@")
_UNFILLED = re.compile(r"^np\.empty\(([^=]*)\)$")
"""An array that is filled after it was made, with numbers that are not known."""


@dataclass(frozen=True)
class Function:
    """A function of a file; `name` reaches it as in `definitions.Definition`.

    `arguments` holds, for each parameter, the Python expression guessed for a size n, `sources`
    where that comes from; `as_called` what a call gives as it is written, with no length made n.
    `writes` are the parameters whose elements it assigns; `calls` the names that it calls, and
    `handed` what it gives to each as arguments, as in `using.Use`.
    """

    name: str
    line: int
    summary: str
    decorators: tuple[str, ...]
    parameters: tuple[str, ...]
    arguments: dict[str, str]
    writes: tuple[str, ...]
    calls: tuple[str, ...]
    source: str
    sources: Mapping[str, str] = field(default_factory=dict)
    as_called: Mapping[str, str] = field(default_factory=dict)
    handed: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()

    @property
    def compiled(self) -> bool:
        """Whether a decorator of Numba's makes something to call of it."""
        return any(decorator_name(text) in COMPILERS - {"cfunc"} for text in self.decorators)

    @property
    def is_cuda(self) -> bool:
        """Whether it is for a GPU."""
        return any(map(is_cuda, self.decorators))

    def decorated_as(self, *words: str) -> bool:
        """Whether one of the words stands in a decorator."""
        return any(word in text for text in self.decorators for word in words)

    @property
    def has_loop(self) -> bool:
        """Whether any loop stands in it."""
        return self._seen[1]

    @property
    def has_range_loop(self) -> bool:
        """Whether a loop over range stands in it, which could become one over prange."""
        return self._seen[2]

    @property
    def undecorated(self) -> str:
        """Its text from `def` on."""
        lines = lines_of(self.source)[self._seen[0] - 1 :]
        return "\n".join(lines).lstrip()  # a form feed may stand before it

    @cached_property
    def _seen(self) -> tuple[int, bool, bool]:
        """In which line of its text `def` stands, and whether loops, and such over range, do.

        All of it is seen at once: while a long text is parsed, nothing else can run.
        """
        tree = ast.parse(self.source)
        loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]
        ranges = (
            isinstance(loop, ast.For)
            and isinstance(loop.iter, ast.Call)
            and ast.unparse(loop.iter.func) == "range"
            for loop in loops
        )
        return tree.body[0].lineno, bool(loops), any(ranges)


@dataclass(frozen=True)
class Surroundings:
    """What else a file has.

    `classes` are those of which an argument may be an object, `records` the fields of its types of
    records, by name, `numpy` what it calls by other names than np.f, `makers` the parameters of
    its functions, whose results may be arguments of others, and `exports` types that comments say.
    """

    classes: Collection[ast.ClassDef] = ()
    records: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numpy: Mapping[str, ast.expr] = field(default_factory=dict)
    makers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exports: Mapping[str, list[str]] = field(default_factory=dict)


NOTHING_ELSE = Surroundings()


def function_of(
    definition: Definition, lines: list[str], call: Call, around: Surroundings = NOTHING_ELSE
) -> Function:
    """Return the function that a definition makes, with what its file's lines and a call tell."""
    node = definition.node
    use, said = use_of(spelled_out(node, around.numpy)), hints(node)
    names, defaults = parameters(node)
    _use_callables(use, said)
    given, named, line = call
    if _is_bound(definition):
        given = [None, *given]
    sample = {**dict(zip(names, given, strict=False)), **named}
    sample = {name: node for name, node in sample.items() if name in names}  # no ** takes
    told = {
        name: node
        for name, node in sample.items()
        if node is not None and not isinstance(node, ast.List | ast.ListComp)
    }
    written = as_expressions(told, around.makers)
    if use.pointers & {name for name in written if is_literal(sample[name])}:
        # the rows of a small example cannot grow by themselves
        written = {n: text for n, text in written.items() if isinstance(sample[n], ast.Constant)}
    if use.elementwise:  # of numbers, which come from arrays
        written = {n: text for n, text in written.items() if not text.lstrip("-").isdigit()}
    unfilled = {n: text for n, text in written.items() if n in use.read and n not in use.written}
    written |= {n: _UNFILLED.sub(r"rng.random(\1)", text) for n, text in unfilled.items()}
    missing = {n for n, default in zip(names, defaults, strict=True) if default is None}
    if missing - set(written):  # the arrays are guessed, so their lengths must be n as well
        written |= {n: "n" for n, text in written.items() if n in use.lengths and text.isdigit()}
    typed, saying = from_decorator(definition.decorators, names), SIGNED
    if not typed:
        typed, saying = from_export(around.exports.get(node.name, []), names), EXPORTED
    guesses: dict[str, str] = {}
    sources: dict[str, str] = {}
    for name, default in zip(names, defaults, strict=True):
        guesses[name], sources[name] = _guessed(
            use,
            name,
            said[name],
            default,
            sample.get(name),
            (written.get(name), typed.get(name), saying, line),
        )
        if name not in written and (frame := _frame(name, said[name], use, defaults)):
            guesses[name], sources[name] = frame, BY_USE
        for kind, has in around.records.items():
            if guesses[name].startswith("np.ones(n, dtype=[") and has >= set(use.fields[name]):
                guesses[name] = re.sub(r"dtype=\[.*\]", f"dtype={kind}", guesses[name])
        of = _class_of(around.classes, said[name].text, use.attributes.get(name, ()))
        if of is not None and name not in written and default is None:
            guesses[name], sources[name] = _made(of), f"an object of {of.name}, by its attributes"
    if _is_bound(definition) and definition.owner is not None:
        itself = definition.owner.name
        guesses[names[0]] = itself if names[0] == "cls" else _made(definition.owner)
        sources[names[0]] = "an object of its class"
    if node.args.vararg and sources[names[-1]] == BY_USE:
        guesses[node.args.vararg.arg] = "(0.5, 0.25)"
    unknown = {n for n, text in guesses.items() if text == UNKNOWN and sources[n] == BY_USE}
    guesses |= dict.fromkeys(like_sisters(guesses, NUMBERS, unknown), NUMBERS)
    free = [name for name in guesses if sources[name] != DEFAULT]
    numbers = [name for name in free if name in said and said[name].speaks_of("float")]
    if not any("n" in names_in(text) for text in guesses.values()):
        longer = as_expressions(told, around.makers, SMALL)
        guesses |= {name: text for name, text in longer.items() if sources[name] == _sampled(line)}
    _let_one_grow(guesses, use, free, [*typed, *numbers])
    alike = [n for n in free if guesses[n] == UNKNOWN and n not in written and n not in use.ends]
    guesses |= dict(zip(alike, cycle(UNKNOWNS), strict=False))
    first = first_line(node)
    text = "\n".join(lines[first - 1 : node.end_lineno])
    return Function(
        name=definition.name,
        line=first,
        summary=documentation(node).partition("\n")[0],
        decorators=definition.decorators,
        parameters=tuple(guesses),
        arguments=guesses,
        writes=tuple(name for name in guesses if name in use.written),
        calls=tuple(sorted(use.called - {node.name})),
        handed=tuple(use.handed),
        sources=sources,
        as_called={name: ast.unparse(node) for name, node in sample.items() if node is not None},
        source=textwrap.dedent(text) if _DEFINED.match(text.lstrip()) else ast.unparse(node),
    )


def _use_callables(use: Use, said: Mapping[str, Hint]) -> None:
    """Let what is handed to a function be an array where the function is said to take one."""
    for called, given in use.handed:
        kinds = said[called].takes_arrays if called in said else ()
        for (owner, taken), is_array in zip(given, kinds, strict=False):
            if is_array and owner in said:
                use.dimensions[owner] = max(taken + 1, use.dimensions.get(owner, 0))


def parameters(node: ast.FunctionDef) -> tuple[list[str], list[ast.expr | None]]:
    """Return the parameters in the order in which they are given, and their defaults."""
    plain = [*node.args.posonlyargs, *node.args.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(node.args.defaults))
    defaults += [*node.args.defaults, *node.args.kw_defaults]
    names = [argument.arg for argument in [*plain, *node.args.kwonlyargs]]
    if node.args.vararg:
        names.append(node.args.vararg.arg)
        defaults.append(None)
    return names, defaults


def _is_bound(definition: Definition) -> bool:
    """Whether the first argument is an object or a class, which a call as written does not name."""
    return definition.owner is not None and "staticmethod" not in definition.decorators


def _made(owner: ast.ClassDef) -> str:
    """A call that makes an object of a class, with what its own method wants to be given."""
    begins = (s for s in owner.body if isinstance(s, ast.FunctionDef) and s.name == "__init__")
    node = next(begins, None)
    if node is None:
        return f"{owner.name}()"
    use, said = use_of(node), hints(node)
    names, defaults = parameters(node)
    wanted = [name for name, default in zip(names[1:], defaults[1:], strict=True) if not default]
    given = [guess(use, name, said[name], None, None) for name in wanted if name in said]
    return f"{owner.name}({', '.join(given)})"


_OF_COLUMNS = {"to_numpy", "values", "iloc", "loc", "rolling", "apply", "shift", "diff", "index"}
"""What is asked of a column, beside what it has in common with arrays."""


def _frame(name: str, hint: Hint, use: Use, defaults: Collection[ast.expr | None]) -> str:
    """A data frame, or a series, of pandas where that is said or usual; empty for anything else.

    Its columns are those that are asked for by name, in the body or as a default.
    """
    if hint.speaks_of("series"):
        return "pd.Series(rng.random(n))"
    if not (hint.speaks_of("dataframe") or name == "df" or name.endswith("_df")):
        return ""
    literal = (d.value for d in defaults if isinstance(d, ast.Constant))
    fields = (field for field in use.fields.get(name, ()) if field not in METHODS | _OF_COLUMNS)
    asked = [*fields, *(text for text in literal if isinstance(text, str))]
    columns = tuple(dict.fromkeys(asked)) or ("x", "y")
    return f"pd.DataFrame({{name: rng.random(n) for name in {columns!r}}})"


def _class_of(
    classes: Collection[ast.ClassDef], annotated: str, attributes: Collection[str]
) -> ast.ClassDef | None:
    """The class that an annotation names, or else whose objects alone have these attributes."""
    if named := [one for one in classes if one.name == annotated.strip("'\"")]:
        return named[0]
    having = [one for one in classes if attributes and _attributes(one).issuperset(attributes)]
    return having[0] if len(having) == 1 else None


def _attributes(owner: ast.ClassDef) -> set[str]:
    """What objects of a class have: its methods, and what these set."""
    methods = [s for s in owner.body if isinstance(s, ast.FunctionDef)]
    nodes = (node for method in methods for node in ast.walk(method))
    set_there = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == "self"
    }
    return {method.name for method in methods} | set_there


BY_USE, DEFAULT = "how it is used", "its default"
DOCUMENTED = "what its documentation says"
SIGNED, EXPORTED = "the signature in its decorator", "its export for Pythran"
Call = tuple[list[ast.expr | None], dict[str, ast.expr | None], int]


SAMPLED = ("the call in line ", "an example or a test")


def _sampled(line: int) -> str:
    return f"{SAMPLED[0]}{line}" if line else SAMPLED[1]


def _guessed(
    use: Use,
    name: str,
    hint: Hint,
    default: ast.expr | None,
    sample: ast.expr | None,
    found: tuple[str | None, str | None, str, int],
) -> tuple[str, str]:
    """The expression for an argument, and where it comes from.

    `found` are what a call as written gives, what a signature says and where that stands, and the
    line of the call.
    """
    expression, typed, told, line = found
    if typed and is_literal(sample):  # of which nothing is kept but the kind, which a type says
        expression = None
    if expression is not None and (default is None or expression != ast.unparse(default)):
        viewed = name in use.records and expression.startswith("np.resize(")
        return expression + ".view(np.recarray)" * viewed, _sampled(line)
    if typed and (default is None or ast.unparse(default) == "None"):
        return as_used(typed, guess(use, name, hint, None, sample)), told
    source = DEFAULT if default is not None else BY_USE
    if default is None and hint.text:
        source = f"{DOCUMENTED}, “{hint.text[:60].strip()}”"
    return guess(use, name, hint, default, sample), source


def _let_one_grow(
    guesses: dict[str, str], use: Use, free: list[str], numbers: Collection[str]
) -> None:
    """Let the number of turns of a loop be n where nothing else depends on n.

    Without such a loop let arrays stand for single numbers, unless any are said to be `numbers`.
    """
    if any("n" in names_in(text) for text in guesses.values()):
        return
    turns = [name for name in free if name in use.ranges]
    if turns:
        guesses[turns[0]] = as_shape(guesses[turns[0]]) or "n"
        return
    for name in free:
        if name in use.elementwise_of and guesses[name] == UNKNOWN and not numbers:
            guesses[name] = NUMBERS
