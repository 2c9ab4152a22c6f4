"""What is known of a function's parameters from the functions that it hands them to."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from explorer.kernels.arguments.guessing import NUMBERS, UNKNOWNS, in_rows, of_records
from explorer.kernels.function import BY_USE, DEFAULT, DOCUMENTED, Function


def with_what_helpers_do(
    functions: tuple[Function, ...], imported: Mapping[str, Function]
) -> tuple[Function, ...]:
    """Return functions of one file, with what is known of parameters that they only hand on.

    `imported` are functions of other files, by the names that these here call them by.
    """
    by_name = {**imported, **{function.name: function for function in functions}}
    handing: dict[str, list[str]] = defaultdict(list)
    for function in functions:
        for helper in {name for name, _ in function.handed}:
            handing[helper].append(function.name)
    looked_at = {function.name for function in functions}
    for _ in functions:
        known = {name: _with_handed(by_name[name], by_name) for name in looked_at}
        changed = [name for name in looked_at if known[name] is not by_name[name]]
        by_name |= known
        looked_at = {name for helper in changed for name in handing[helper]}
        if not looked_at:
            break
    return tuple(by_name[function.name] for function in functions)


def _axes(expression: str) -> int:
    """How many axes an array of random numbers has; 0 for anything else."""
    found = re.search(r"rng\.\w+\(.*?\((\w+(?:, \w+)*)\)|rng\.random\((n)\)", expression)
    return 0 if found is None else (found[1] or found[2]).count(",") + 1


def _fields(expression: str) -> list[str]:
    """The fields of records that a guess makes; none of anything else."""
    guessed = expression.startswith(of_records(())[:-2])
    return re.findall(r'\("(\w+)", "f8"\)', expression) if guessed else []


def _others(helper: Function, first: str) -> str:
    """A tuple of what a helper takes from an argument on, without those that have defaults."""
    names = helper.parameters[helper.parameters.index(first) :]
    made = [helper.arguments[name] for name in names if helper.sources[name] != DEFAULT]
    return f"({', '.join(made)},)"


def _with_handed(function: Function, known: dict[str, Function]) -> Function:
    writes, arguments = set(function.writes), dict(function.arguments)
    for name, given in function.handed:
        helper = known.get(name)
        if helper is None or name == function.name:
            continue
        for theirs, (mine, indices) in zip(helper.parameters, given, strict=False):
            if mine.startswith("*"):  # all others that it must be given
                if arguments.get(mine[1:]) == "()":
                    arguments[mine[1:]] = _others(helper, theirs)
                break
            if theirs in helper.writes:
                writes.add(mine)
            known_of = arguments.get(mine, "")
            axes, others = _axes(known_of), _axes(helper.arguments[theirs])
            more = others > axes > 0 or (others == axes > 1 and "(n, n" in known_of)
            unsaid = function.sources.get(mine) == BY_USE
            told = helper.arguments[theirs] not in UNKNOWNS and (known_of in UNKNOWNS or more)
            if indices == 0 and unsaid and told:
                arguments[mine] = helper.arguments[theirs]
            fields = _fields(helper.arguments[theirs])
            if fields and (known_of in (NUMBERS, *UNKNOWNS) or _fields(known_of)):
                if function.sources.get(mine, "").startswith((BY_USE, DOCUMENTED)):
                    arguments[mine] = of_records(dict.fromkeys([*_fields(known_of), *fields]))
            elif indices == 1 and arguments.get(mine) == NUMBERS:
                item = helper.arguments[theirs]
                kinds = f"rng.integers(0, {int(item) + 1}, n)" if item.isdigit() else NUMBERS
                arguments[mine] = in_rows(item) or kinds
    kept = tuple(name for name in function.parameters if name in writes)
    if kept == function.writes and arguments == function.arguments:
        return function
    return replace(function, writes=kept, arguments=arguments)
