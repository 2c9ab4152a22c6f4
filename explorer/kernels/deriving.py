"""Making the variants of a user's own function callable: the function under other options."""

import ast
import copy
import types
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.dispatcher import Dispatcher
from numba.np.ufunc.dufunc import DUFunc
from numba.stencils.stencil import StencilFunc

from explorer.kernels.declared import declared, undecorated
from explorer.kernels.judging import Derived, as_it_stands, judged, node_of
from explorer.kernels.kernel import Kernel, KernelError, Variant
from explorer.kernels.made_variants import AS_WRITTEN, PRANGE, PYTHON, with_prange
from explorer.kernels.reached import (
    attributes_named,
    compiling_lines,
    is_compiled,
    starts_threads,
)
from explorer.kernels.replacing import Interpreted, compiled_along
from explorer.kernels.subject import (
    consumed,
    each,
    is_generator,
    positional,
    rebuilt,
    resolve,
    unwrapped,
)
from explorer.units import listed


def sibling(variant: Variant, module: types.ModuleType, kernel: Kernel) -> Derived:
    """Return another function of the file; one that is none fails when it is called."""
    try:
        written = resolve(module, variant.base)
        plain = _plain_of(written, variant.base, module, kernel.path)
        return as_it_stands(_written(written, plain), kernel)
    except KernelError as error:
        sentence = str(error)

        def refused(*arguments: Any) -> None:
            raise KernelError(sentence)

        return Derived(refused)


def derived(kernel: Kernel, variant: Variant, module: types.ModuleType) -> Derived:
    """Return the function of a variant.

    Plain functions of the user's that it calls are compiled along, as Numba asks for; for the
    variant "python" compiled ones are replaced by their Python. Lines keep their numbers in the
    user's file, so that Numba's messages point there.
    """
    assert kernel.function is not None
    if not _is_made(variant) and variant.base not in (PYTHON, AS_WRITTEN):
        return sibling(variant, module, kernel)
    written = resolve(module, kernel.function)
    plain = _plain_of(written, kernel.function, module, kernel.path)
    if isinstance(plain, StencilFunc):
        return _of_stencil(plain, variant, written)
    if variant.base == PYTHON:
        return _python(positional(plain), _is_elementwise(written), module)
    node = node_of(plain, kernel.path)
    if not _is_made(variant):
        return judged(_written(written, plain), plain, node, False)
    if variant.prange and node is not None:
        plain = _with_prange(plain, node, kernel)
    plain = positional(plain)
    assert variant.options is not None
    helpers = {k: v for k, v in variant.options.items() if k != "parallel"}
    ready = compiled_along(plain, {**helpers, "nogil": True}, {})
    if _is_elementwise(written):
        return Derived(numba.vectorize(**variant.options)(ready))
    compiled = numba.njit(nogil=True, **variant.options)(ready)
    if plain.__name__ in ready.__globals__:
        ready.__globals__[plain.__name__] = compiled  # for a function that calls itself
    return judged(_of_dispatcher(compiled), plain, node, variant.prange)


def _plain_of(written: Any, name: str, module: types.ModuleType, path: Path) -> Any:
    """The plain function behind an object, from the file's text where only that has it."""
    if isinstance(written, np.ufunc) and is_compiled(written):
        found = undecorated(name, module, path)
        if found is not None:
            return found
    return unwrapped(written, name)


def _is_elementwise(written: Any) -> bool:
    """Whether it is called for arrays and works on numbers; one of layouts does not."""
    if isinstance(written, DUFunc):
        return True
    return isinstance(written, np.ufunc) and is_compiled(written) and written.signature is None


def _is_made(variant: Variant) -> bool:
    return variant.options is not None


def _of_dispatcher(compiled: Dispatcher) -> Derived:
    if is_generator(compiled.py_func):
        return Derived(consumed(compiled), compiled, starts_threads(compiled))
    return Derived(compiled, compiled, starts_threads(compiled))


def _python(plain: types.FunctionType, elementwise: bool, module: types.ModuleType) -> Derived:
    making = Interpreted()
    function: Callable[..., Any] = making.of(plain)
    making.kept.update(_compiled_methods(plain, module))
    threaded = starts_threads(function) if making.kept else False
    if elementwise:
        function = each(function)
    elif is_generator(plain):
        function = consumed(function)
    unfit = ""
    if making.kept:
        named = listed(sorted(making.kept))
        unfit = f"python is Python that calls the compiled {named}: not a measure of Python alone"
    elif making.compiling:
        unfit = f"python is not Python alone: {_compiling(making.compiling)}"
    return Derived(function, None, threaded, unfit)


def _compiling(lines: Collection[int]) -> str:
    return (
        f"the function in line {min(lines)} is compiled anew at every call that gets there; "
        "compile it once, outside"
    )


def _compiled_methods(plain: types.FunctionType, module: types.ModuleType) -> set[str]:
    """The compiled methods that a method calls on its object."""
    owner = getattr(module, plain.__qualname__.rpartition(".")[0], None)
    if not isinstance(owner, type) or plain.__code__.co_varnames[:1] not in (("self",), ("cls",)):
        return set()
    return {
        f"{owner.__name__}.{item.name}"
        for item in attributes_named(plain, owner)
        if is_compiled(item.value)
    }


def interpreted_of(module: types.ModuleType, name: str, path: Path) -> Callable[..., Any]:
    """Return the plain Python of a function of the file; raises KernelError where there is none."""
    written = resolve(module, name)
    plain = _plain_of(written, name, module, path)
    if isinstance(plain, StencilFunc):
        raise KernelError(f"{name} is a stencil.")
    return _python(positional(plain), _is_elementwise(written), module).function


def _written(written: Any, plain: types.FunctionType) -> Derived:
    """The user's own object; a function of Numba's compiled anew with positional parameters."""
    if isinstance(written, Dispatcher):
        options = {**written.targetoptions, "nogil": True}
        made = positional(plain)
        calls_itself = made.__globals__.get(made.__name__) is written
        made = rebuilt(made, dict(made.__globals__)) if calls_itself else made
        compiled = numba.jit(**options)(made)
        if calls_itself:
            made.__globals__[made.__name__] = compiled
        return replace(_of_dispatcher(compiled), declared=declared(written))
    threaded = starts_threads(written) or starts_threads(plain)
    if isinstance(written, StencilFunc):
        return Derived(written)
    if isinstance(written, types.FunctionType):
        written = positional(written) if written is plain else written
        lines = compiling_lines(plain)
        unfit = f"{plain.__name__} is not compiled code alone: {_compiling(lines)}" if lines else ""
        called = consumed(written) if is_generator(plain) else written
        return Derived(called, None, threaded, unfit)
    return Derived(written, None, threaded)


_BARE = (
    "the stencil {} is compiled anew at each call from Python: call it from a function with @njit"
)


def _of_stencil(stencil: StencilFunc, variant: Variant, written: Any) -> Derived:
    """A stencil: called as it is, which compiles at every call, or from a compiled function."""
    if variant.options is None:
        name = stencil.kernel_ir.func_id.func_name
        return Derived(written, unfit=_BARE.format(name))
    names = ", ".join(variant.parameters)
    scope: dict[str, Any] = {"stencil": stencil}
    exec(f"def {stencil.kernel_ir.func_id.func_name}({names}):\n    return stencil({names})", scope)
    made = scope[stencil.kernel_ir.func_id.func_name]
    compiled = numba.njit(nogil=True, **variant.options)(made)
    return Derived(compiled, compiled, starts_threads(compiled))


def _with_prange(
    function: types.FunctionType, node: ast.FunctionDef, kernel: Kernel
) -> types.FunctionType:
    node = copy.deepcopy(node)
    node.decorator_list, node.returns = [], None
    node.args.defaults, node.args.kw_defaults = [], [None] * len(node.args.kwonlyargs)
    for argument in ast.walk(node.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    changed = with_prange(ast.Module([node], []))
    free = function.__code__.co_freevars
    if free:
        around = ast.parse(f"def around({', '.join(free)}): pass").body[0]
        assert isinstance(around, ast.FunctionDef)
        returned = ast.Return(ast.Name(node.name, ast.Load()))
        around.body = [changed.body[0], returned]
        changed = ast.Module([ast.copy_location(around, node)], [])
    scope = {**function.__globals__, PRANGE: numba.prange}
    exec(compile(ast.fix_missing_locations(changed), str(kernel.path), "exec"), scope)
    made = scope["around" if free else node.name]
    if free:
        made = made(*(cell.cell_contents for cell in function.__closure__ or ()))
    assert isinstance(made, types.FunctionType)
    return rebuilt(made, {**function.__globals__, PRANGE: numba.prange})
