"""Taking the arguments with which a script of the user's calls a function, as its inputs.

The script runs in a process of its own (`measure.script`).
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from explorer.kernels.kernel import KernelError
from explorer.kernels.outline import outline
from explorer.measure.pythons import measures
from explorer.measure.question import Question
from explorer.measure.script import Job
from explorer.starting import environment as own_environment

LIMIT_S = 300.0
"""So long a script may take until it calls the function."""
FURTHER_S = 20.0
"""So long it may go on from its first call, for later ones that are given more."""


@dataclass(frozen=True)
class Captured:
    """Expressions that make the arguments of one call, and where that stands.

    `shapes` has those of the arguments that are arrays. It is call number `call`, from 1 on; there
    were `calls`, which is None where the script was ended before its end.
    """

    arguments: Mapping[str, str]
    source: str
    shapes: Mapping[str, Sequence[int]]
    call: int = 1
    calls: int | None = None

    @property
    def size(self) -> int:
        """How many items the longest array among them has along its first axis."""
        return max((shape[0] for shape in self.shapes.values() if shape), default=1)

    def axes(self, name: str) -> Sequence[int]:
        """Return the lengths that n may stand for: an array's, or a number that is one of such."""
        text = self.arguments[name]
        lengths = {length for shape in self.shapes.values() for length in shape}
        number = [int(text)] if text.isdigit() and int(text) in lengths else []
        return self.shapes.get(name, number)

    def scaled(self, name: str, *axes: int) -> str:
        """Return an argument's expression with n items along these axes, cut or laid end to end.

        The first where none is named; a number becomes n. Raises KernelError in one sentence for
        what has no such axis.
        """
        text, shape = self.arguments.get(name), self.shapes.get(name)
        if text is None:
            raise KernelError(f"{name} is none of the arguments {', '.join(self.arguments)}.")
        if shape is None and text.isdigit():
            return "n"
        for axis in axes or (0,):
            if shape is None or not 0 <= axis < len(shape) or not shape[axis]:
                raise KernelError(f"{name} has no axis {axis} along which it could be scaled.")
            along = f", axis={axis}" if len(shape) > 1 else ""
            text = f"np.take({text}, np.arange(n) % {shape[axis]}{along})"
        return text


def kept() -> Path:
    """Return where captured arrays are kept, for runs that are gone on with later."""
    return platformdirs.user_data_path("numba-explorer", appauthor=False) / "captured"


def capture(
    path: Path,
    function: str,
    script: Path,
    given: Sequence[str],
    folder: Path,
    begun: Callable[[Question], object] = lambda question: None,
    *,
    call: int = 0,
) -> Captured:
    """Run a script that calls a function of a file; return what it gave it.

    That is call number `call`, from 1 on; where it is 0, the call that is given most, for the first
    one may be there to have the function compiled. `given` are the script's own arguments; arrays
    are kept in the folder. Raises KernelError in one sentence where the script does not get there.
    """
    if outline(path).function(function) is None:
        raise KernelError(
            f"Only calls of functions at the top level of a file, and of methods of its classes, "
            f"can be captured, and “{function}” is none of “{path.name}”."
        )
    if not os.path.isfile(script):
        raise KernelError(f"There is no script “{script}”.")
    job = Job(str(path.resolve()), function, str(script.resolve()), tuple(given), str(folder), call)
    environment = {**own_environment(), "MPLBACKEND": "Agg"}
    question = Question("explorer.measure.script", job, environment, measures(path))
    begun(question)
    if not call:
        next((line for line in question.lines(LIMIT_S) if b'"arguments"' in line), None)
    answer = question.answer(LIMIT_S if call else FURTHER_S)
    told = answer.told()
    if "arguments" in told:
        calls = told.get("calls")
        source = _source(f"in line {told['line']} of “{script.name}”", told["call"], calls, call)
        return Captured(told["arguments"], source, told["shapes"], told["call"], calls)
    if "refused" in told:
        raise KernelError(told["refused"])
    if answer.status is None:
        raise KernelError(f"“{script.name}” had not called {function} after {LIMIT_S:g} s.")
    how = f"ended with status {answer.status}" if answer.status else "came to its end"
    if calls := told.get("calls"):
        made = f"{calls:,} call{'s' * (calls > 1)}"
        raise KernelError(f"“{script.name}” {how} after {made} of {function}.")
    said = answer.said.strip().splitlines()[-1:] if answer.status else []
    last = f" ({said[0][:200]})" if said else ""
    raise KernelError(f"“{script.name}” {how}{last} and had not called {function} from Python.")


def _source(place: str, call: int, calls: int | None, wanted: int) -> str:
    """Say which call it is: the one that was wanted, or the one that is given most."""
    if wanted:
        return f"call {call:,}, {place}"
    if calls == 1:
        return f"the call {place}"
    of = f"of {calls:,}, " if calls else ""
    those = "" if calls else f" of those in {FURTHER_S:g} s"
    return f"call {call:,} {of}{place}, which is given most{those}"
