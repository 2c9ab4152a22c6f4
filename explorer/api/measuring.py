"""Measuring from a script or a notebook."""

import ast
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

from explorer.api.measured import Measured
from explorer.api.written import path_of
from explorer.history import keeping
from explorer.kernels.finding import find, is_code, open_file, parted
from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure.asking import plan_of
from explorer.measure.events import Event, Progress
from explorer.measure.fitting import fitted
from explorer.measure.machine import most_threads, offered
from explorer.measure.options import table
from explorer.measure.place import placed, start
from explorer.measure.transport import LostError, received
from explorer.results.fold import apply
from explorer.results.record import Run


def measure(
    what: Callable[..., Any] | str | Path,
    *,
    sizes: str | float | Iterable[float] | None = None,
    threads: str | int | Iterable[int] | None = None,
    variants: str | Iterable[str] | None = None,
    arguments: Mapping[str, Any] | None = None,
    dtype: str | None = None,
    budget: float | None = None,
    precision: float | None = None,
    repeat: int | None = None,
    process: str | None = None,
    layer: str | None = None,
    binding: str | None = None,
    call_limit: float | None = None,
    seed: int | None = None,
    tolerance: float | None = None,
    cold_starts: int | None = None,
    progress: bool = True,
) -> Measured:
    """Measure a function, a kernel of the catalogue, a kernel file, or "path.py:function".

    `sizes` and `threads` are texts as on the command line ("1e3:1e6", "1,2") or numbers, `variants`
    a text or names.
    `arguments` are Python expressions of n and rng by name; numbers, None, and lists, tuples and
    dicts of them stand for themselves.
    `budget` is in seconds, `precision` a share, `repeat` a number of fresh processes, and the
    others are as the options of `numba-explorer measure`. A function is measured in a process of
    its own unless `process` is "here". The run is kept in the history.
    Raises KernelError or PlanError with one sentence.
    """
    asked = locals()
    kernel = fitted(_kernel(what, given(arguments)), warnings.warn)
    plan = plan_of(
        kernel,
        most_threads(),
        offered(),
        sizes=listed(sizes),
        threads=listed(threads),
        variants=variants,
        dtype=dtype,
        **{name: asked[option.script] for name, option in table().items()},
    )
    run: Run | None = None
    lost = ""
    told = _line() if progress else None
    running = start(plan, kernel, placed(plan, kernel, most_threads()))
    with closing(running):
        try:
            for event in received(running):
                run = apply(run, event)
                if told is not None:
                    told(event)
        except LostError as error:  # what was measured until then is there all the same
            lost = str(error)
    if run is None:
        raise KernelError(lost)
    for trouble in filter(None, (lost, keeping.keep(run))):
        warnings.warn(trouble, stacklevel=2)
    return Measured(run, kernel)


def _kernel(what: Callable[..., Any] | str | Path, arguments: dict[str, str] | None) -> Kernel:
    if callable(what):
        path, name = path_of(what)
        return open_file(path, name, arguments)
    if not isinstance(what, str | Path):
        raise KernelError(
            f"{what!r} cannot be measured: give a function, a path, or the name of a kernel."
        )
    if not arguments:
        return find(str(what))
    named, function = parted(str(what))
    if not is_code(named):
        raise KernelError("Arguments are for a function, or for “path.py:function”.")
    return open_file(named, function, arguments)


def _line() -> Callable[[Event], None] | None:
    """In a notebook, a line that tells how far it is, and is drawn anew; None elsewhere."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None or not hasattr(shell, "kernel"):
        return None
    display = import_module("IPython.display").display
    handle = display({"text/plain": "Measuring …"}, raw=True, display_id=True)

    def tell(event: Event) -> None:
        if isinstance(event, Progress):
            text = f"{event.first_values} of {event.points} points, {event.used_s:.1f} s"
            handle.update({"text/plain": f"Measuring … {text}"}, raw=True)

    return tell


def given(arguments: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Return arguments as expressions: texts are ones, of n and rng; a plain value is its repr.

    Raises KernelError for what its repr does not make again, as an array.
    """
    if arguments is None:
        return None
    return {name: v if isinstance(v, str) else _written(name, v) for name, v in arguments.items()}


def _written(name: str, value: object) -> str:
    text = repr(value)
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        kind = type(value).__name__
        raise KernelError(
            f"The argument {name} is of type {kind}, which is not passed on: give an expression "
            'of n and rng that makes it, as in "rng.random(n)".'
        ) from error
    return text


def listed(values: str | float | Iterable[float] | None) -> str | None:
    """Return numbers, or one, as the text that is read; what is none is refused there."""
    if values is None or isinstance(values, str):
        return values
    every = values if isinstance(values, Iterable) else (values,)
    return ",".join(str(int(v)) if _is_whole(v) else str(v) for v in every)


def _is_whole(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()
