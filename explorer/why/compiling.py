"""What Numba tells of compiling a function: inferred types, and where the time went."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from time import perf_counter
from typing import Any

from numba.core import event as numba_event
from numba.core import ir

from explorer.why.elf import Object
from explorer.why.facts import Stage, Typed
from explorer.why.recording import OWN, LackingError, Library

LEAST_S = 0.001
_PARALLEL = "__numba_parfor_gufunc"


class Stages(numba_event.Listener):  # type: ignore[misc]
    """Listens to Numba's passes; each one's time is without that of passes inside of it.

    `known` are the names of functions that its reader knows.
    """

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = known
        self._running: list[tuple[str, float, float]] = []
        self._seconds: dict[str, float] = defaultdict(float)

    def on_start(self, event: Any) -> None:
        self._running.append((str(event.data.get("name", "?")), perf_counter(), 0.0))

    def on_end(self, event: Any) -> None:
        """End the pass that began last."""
        name, began, inner = self._running.pop()
        took = perf_counter() - began
        self._seconds[_spaced(name, self._known)] += took - inner
        if self._running:
            outer, since, held = self._running[-1]
            self._running[-1] = outer, since, held + took

    def found(self) -> tuple[Stage, ...]:
        """Return what took a millisecond or more, the longest first, the rest as one."""
        self._seconds.pop(OWN, None)
        rows = sorted(self._seconds.items(), key=lambda row: -row[1])
        stages = [Stage(name, took) for name, took in rows if took >= LEAST_S]
        rest = sum(took for _, took in rows if took < LEAST_S)
        return (*stages, Stage("other passes", rest)) if rest else tuple(stages)


def _spaced(name: str, known: Collection[str]) -> str:
    """A pass's name as words, and in brackets the function that it worked on.

    What Numba makes of a parallel loop, or calls for the user, has names that tell nobody anything.
    """
    title, bracket, function = name.partition(" [")
    own = function.rstrip("]").rpartition(".")[2]
    if function.startswith(_PARALLEL):
        own = "parallel loop"
    elif own not in known:
        own = "a function that it calls"
    return title.replace("_", " ") + (f" [{own}]" if bracket else "")


def types_of(dispatcher: Any, names: Collection[str]) -> tuple[Typed, ...]:
    """Return the type of each variable where it is set, of those that the source has.

    Raises LackingError where this version keeps them elsewhere.
    """
    found: dict[tuple[int, str, str], None] = {}
    try:
        for compiled in dispatcher.overloads.values():
            annotation = compiled.type_annotation
            for block in annotation.blocks.values():
                for statement in block.body:
                    if not isinstance(statement, ir.Assign):
                        continue
                    kind = annotation.typemap.get(statement.target.name)
                    name = statement.target.name.partition(".")[0]
                    if kind is not None and name in names:
                        found[statement.loc.line, name, str(kind)] = None
    except AttributeError as error:
        raise LackingError(f"this version of Numba keeps types elsewhere ({error})") from error
    return tuple(Typed(*row) for row in sorted(found))


def size_of(libraries: Sequence[Library], dispatcher: Any) -> int | None:
    """Return the bytes of a function's machine code with its parallel bodies, None if unknown.

    What calls it from Python is left out.
    """
    if dispatcher is None:
        return None
    own = {function.fndesc.mangled_name for function in dispatcher.overloads.values()}
    sizes = {}
    for library in libraries:
        if library.content[:4] == b"\x7fELF":
            for function in Object(library.content).functions:
                if function.name in own or function.name.startswith("__gufunc__"):
                    sizes[library.name, function.name] = function.size
    return sum(sizes.values()) or None
