"""Line tables for the user's functions, with the machine code left as it is.

`debug=True` will not do: it turns bounds checks on, forbids inlining and keeps variables in
memory (numba.core.cpu, numba.core.lowering), so another program would be looked at than the one
that was measured. Here only the emission of lines is turned on, and only for the user's own
functions: code of Numba's that is inlined then counts for the line that calls it.
"""

from pathlib import Path
from typing import Any

import numba

from explorer.why.recording import LackingError

NUMBA = str(Path(numba.__file__).parent)
GENERATED = "<string>"
"""What Numba names as the file of a parallel loop's body; the lines there are the user's."""


def turn_on() -> None:
    """Give all that is compiled from now on in this process line tables; raises LackingError."""
    try:
        from numba.core import debuginfo
        from numba.core.cpu import CPUContext, CPUTargetOptions
        from numba.np.ufunc.ufuncbuilder import UFuncTargetOptions

        patched = {options: options.finalize for options in (CPUTargetOptions, UFuncTargetOptions)}
        kinds = debuginfo.DummyDIBuilder, _emitting_lines(debuginfo.DIBuilder)
        _wrappers_too(debuginfo.DIBuilder)
        _own_lines_unread()
    except (ImportError, AttributeError) as error:
        said = f"this version of Numba has no line tables to be had ({error})"
        raise LackingError(said) from error
    for options, finalize in patched.items():
        options.finalize = _finalizing(finalize)
    CPUContext.DIBuilder = staticmethod(_of_users(*kinds))


def _emitting_lines(builder: Any) -> Any:
    """Emits lines and nothing about variables, which would keep them alive."""

    class Lines(builder):  # type: ignore[misc]
        def initialize(self) -> None:
            self.emission_kind = "LineTablesOnly"  # directives only: LLVM aborts on several units
            super().initialize()

        def mark_variable(self, *arguments: Any, **options: Any) -> None:
            pass

    return Lines


def _of_users(nothing: Any, lines: Any) -> Any:
    """What Numba calls for each function: it gives lines to those of users alone."""
    users: list[str] = []

    def builder(module: Any, filepath: str, cgctx: Any, directives_only: bool) -> Any:
        own = filepath.startswith(NUMBA)
        if Path(filepath).name == GENERATED and users:
            filepath = users[-1]
        elif not own:
            users.append(filepath)
        kind = nothing if own else lines
        return kind(module, filepath, cgctx, directives_only)

    return builder


def _finalizing(original: Any) -> Any:
    def finalize(self: Any, flags: Any, options: Any) -> None:
        original(self, flags, options)  # bounds checks and lifetimes as without debugging
        flags.debuginfo = True
        flags.dbg_directives_only = True

    return finalize


def _wrappers_too(builder: Any) -> None:
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
                info = builder(
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


def _own_lines_unread() -> None:
    """Let Numba not read a file of its own for each of its functions, which takes seconds.

    It looks for where the body of a function begins; of functions that get no lines, nobody asks.
    """
    from numba.core import lowering

    read = getattr(lowering, "get_func_body_first_lineno", None)
    if read is None:  # this version has another way, or none
        return

    def first_line(function: Any) -> Any:
        code = function.__code__
        return code.co_firstlineno + 1 if code.co_filename.startswith(NUMBA) else read(function)

    lowering.get_func_body_first_lineno = first_line
