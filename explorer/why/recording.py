"""Keeping what Numba compiles in this process: optimised LLVM code and object files.

The names used here are private to Numba; each is looked for, and what a version lacks is told by
`LackingError`.
"""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from explorer.why.facts import LLVM

OPTIMISING, EMITTING = f"{LLVM}, optimising", f"{LLVM}, machine code"
OWN = ""
"""The stage of what is done here only to look at the code; it is no part of compiling."""
MARK = "@@why "
"""Begins the lines that tell, between LLVM's remarks, what was compiled."""


class LackingError(Exception):
    """Numba, in this version, lacks what a fact needs; the message says what."""


@dataclass
class Library:
    """One library: its name, its optimised LLVM code as text, and its object file if loaded.

    `engine` and `machine` are LLVM's: what loads code, and what turns it into instructions.
    """

    name: str
    code: str
    handle: Any
    engine: Any
    machine: Any
    content: bytes = b""

    def address(self, function: str) -> int:
        """Return where a function of it was loaded, 0 where that is not known."""
        return int(self.engine.get_function_address(function))


@dataclass
class Recording:
    """All libraries compiled since it was begun, in their order."""

    libraries: list[Library] = field(default_factory=list)

    def begin(self, change: Callable[[Any, str, str], Any] | None = None) -> None:
        """Record what is compiled from now on in this process; call it before anything is.

        `change` may put another module in the place of the one that is loaded: it gets the module,
        the library's name and the code.
        """
        try:
            from numba.core.codegen import CPUCodeLibrary, JITCodeLibrary, JITCPUCodegen

            load, compiled = JITCPUCodegen._add_module, CPUCodeLibrary._object_compiled_hook
            finalize = CPUCodeLibrary.finalize
            emit = getattr(JITCodeLibrary, "_finalize_specific", None)
        except (ImportError, AttributeError) as error:
            raise LackingError(f"this version of Numba keeps compiled code elsewhere ({error})") \
                from error  # fmt: skip

        def loading(codegen: Any, module: Any) -> Any:
            with stage(OWN):
                handle = getattr(module, "_CPUCodeLibrary__library", None)
                name = module.name if handle is None else handle.name
                code = str(module)
                self.libraries.append(Library(name, code, handle, codegen._engine, codegen._tm))
            return load(codegen, module if change is None else change(module, name, code))

        def keeping(cls: Any, module: Any, content: bytes) -> Any:
            handle = getattr(module, "_CPUCodeLibrary__library", None)
            for library in self.libraries:
                if handle is not None and library.handle is handle:
                    library.content = bytes(content)
            return compiled(module, content)

        def finalizing(library: Any) -> Any:
            os.write(2, f"{MARK}begin {library.name}\n".encode())
            try:
                with stage(OPTIMISING):
                    return finalize(library)
            finally:
                os.write(2, f"{MARK}end {library.name}\n".encode())

        _keep_nothing()
        JITCPUCodegen._add_module = loading
        CPUCodeLibrary._object_compiled_hook = classmethod(keeping)
        CPUCodeLibrary.finalize = finalizing
        if emit is not None:
            JITCodeLibrary._finalize_specific = _timed(emit)
        _tell_engine(CPUCodeLibrary)


def _tell_engine(library: Any) -> None:
    """Let the engine, which may have been made before, hand on the objects that it compiles."""
    from numba.core.registry import cpu_target

    engine = cpu_target.target_context.codegen()._engine
    engine.set_object_cache(library._object_compiled_hook, library._object_getbuffer_hook)


def _keep_nothing() -> None:
    """Let `cache=True` do nothing: code that stands in for another cannot be kept in a file."""
    from numba.core.dispatcher import Dispatcher
    from numba.np.ufunc.ufuncbuilder import UFuncDispatcher

    for kind in (Dispatcher, UFuncDispatcher):
        kind.enable_caching = lambda _: None  # type: ignore[method-assign]


def _timed(emit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def emitting(library: Any) -> Any:
        with stage(EMITTING):
            return emit(library)

    return emitting


def stage(name: str) -> AbstractContextManager[Any]:
    """Return what tells those who listen to Numba's passes that a part of one is done."""
    try:
        from numba.core.event import trigger_event
    except ImportError:
        return nullcontext()
    told: AbstractContextManager[Any] = trigger_event("numba:run_pass", {"name": name})
    return told
