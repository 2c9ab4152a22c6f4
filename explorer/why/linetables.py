"""Line tables for the user's functions, with the machine code left as it is.

`debug=True` will not do: it turns bounds checks on, forbids inlining and keeps variables in
memory (numba.core.cpu, numba.core.lowering), so another program would be looked at than the one
that was measured. Here only the emission of lines is turned on, and only for the user's own
functions: code of Numba's that is inlined then counts for the line that calls it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numba
from numba.core import debuginfo
from numba.core.cpu import CPUContext, CPUTargetOptions
from numba.np.ufunc.ufuncbuilder import UFuncTargetOptions

NUMBA = str(Path(numba.__file__).parent)
GENERATED = "<string>"
"""What Numba names as the file of a parallel loop's body; the lines there are the user's."""


class _Lines(debuginfo.DIBuilder):  # type: ignore[misc]
    """Emits lines and nothing about variables, which would keep them alive."""

    def initialize(self) -> None:
        self.emission_kind = "LineTablesOnly"  # directives only: LLVM aborts on several units
        super().initialize()

    def mark_variable(self, *arguments: Any, **options: Any) -> None:
        pass


def turn_on() -> None:
    """Give all that is compiled from now on in this process line tables."""
    for options in (CPUTargetOptions, UFuncTargetOptions):
        options.finalize = _finalizing(options.finalize)
    users: list[str] = []

    def builder(module: Any, filepath: str, cgctx: Any, directives_only: bool) -> Any:
        own = filepath.startswith(NUMBA)
        if Path(filepath).name == GENERATED and users:
            filepath = users[-1]
        elif not own:
            users.append(filepath)
        kind = debuginfo.DummyDIBuilder if own else _Lines
        return kind(module, filepath, cgctx, directives_only)

    CPUContext.DIBuilder = staticmethod(builder)
    _wrappers_too()


def _finalizing(original: Any) -> Any:
    def finalize(self: Any, flags: Any, options: Any) -> None:
        original(self, flags, options)  # bounds checks and lifetimes as without debugging
        flags.debuginfo = True
        flags.dbg_directives_only = True

    return finalize


def _wrappers_too() -> None:
    """Give the loops around a parallel body a place: without one, inlined lines are lost."""
    from numba.core.registry import cpu_target
    from numba.np.ufunc import wrappers

    class Placed(wrappers.IRBuilder):  # type: ignore[misc]
        def __init__(self, block: Any = None) -> None:
            super().__init__(block)
            function = None if block is None else block.function
            if function is None or "dbg" in function.metadata:
                return
            if function.name.startswith(("__gufunc__", "__ufunc__")):
                info = debuginfo.DIBuilder(
                    module=function.module,
                    filepath="/numba-wrapper",
                    cgctx=cpu_target.target_context,
                    directives_only=True,
                )
                info.mark_subprogram(
                    function=function, qualname=function.name, argnames=[], argtypes=[], line=1
                )
                info.mark_location(self, 1)
                info.finalize()

    wrappers.IRBuilder = Placed
