"""Small functions in LLVM's own language, compiled as they are written, without Numba."""

from typing import Any

import llvmlite.binding as llvm


def engine_of(code: str) -> Any:
    """Return the engine that holds the functions of a module's text; they live as long as it."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module = llvm.parse_assembly(code)
    module.triple = llvm.get_default_triple()
    machine = llvm.Target.from_default_triple().create_target_machine(opt=2)
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    return engine
