"""Changes to how the turns of a parallel loop are shared, made on a function's syntax tree.

Each returns a changed copy of the function, or None where the source is not of the kind that it
is for. Whether the change is right and helps is measured, never assumed.
"""

import ast
import copy
from collections.abc import Callable

from explorer.why.rewriting import NUMBA, bodies, called

THREADS, THREAD, BEFORE = "threads_", "thread_", "before_"
"""The names of the variables that a change adds."""
CHUNKS = 8
"""Chunks for each thread: enough to even out, and few enough that starting them costs little."""


def dealt(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """Deal the turns out like cards: thread t takes t, t + threads, t + 2·threads and so on.

    for i in prange(n):         threads = get_num_threads()
        …                  →    for thread in prange(threads):
                                    for i in range(thread, n, threads):
                                        …
    """
    return _changed(function, _dealt)


def chunked(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """Let each thread fetch its turns in several small chunks instead of a single large one."""
    return _changed(function, _chunked)


def _changed(
    function: ast.FunctionDef, change: Callable[[ast.For], list[ast.stmt]]
) -> ast.FunctionDef | None:
    """Change the first parallel loop, unless the source deals with threads on its own."""
    changed = copy.deepcopy(function)
    if "num_threads" in ast.unparse(changed) or "chunksize" in ast.unparse(changed):
        return None
    for body in bodies(changed):
        for at, loop in enumerate(body):
            match loop:
                case ast.For(
                    target=ast.Name(), iter=ast.Call(func=function_called, args=[_]), orelse=[]
                ) if ast.unparse(function_called).endswith("prange"):
                    body[at : at + 1] = change(loop)
                    return changed
    return None


def _dealt(loop: ast.For) -> list[ast.stmt]:
    assert isinstance(loop.iter, ast.Call)
    (count,) = loop.iter.args
    parts = [_name(THREAD), count, _name(THREADS)]
    loop.iter = ast.Call(_name("range"), parts, [])
    shared = called(NUMBA, "prange", _name(THREADS))
    around = ast.For(ast.Name(THREAD, ast.Store()), shared, [loop], [], lineno=loop.lineno)
    return [_set(THREADS, called(NUMBA, "get_num_threads"), loop.lineno), around]


def _chunked(loop: ast.For) -> list[ast.stmt]:
    assert isinstance(loop.iter, ast.Call)
    (count,) = loop.iter.args
    chunks = ast.BinOp(ast.Constant(CHUNKS), ast.Mult(), called(NUMBA, "get_num_threads"))
    turns = ast.BinOp(copy.deepcopy(count), ast.FloorDiv(), chunks)
    least = ast.Call(_name("max"), [ast.Constant(1), turns], [])
    begin = _set(BEFORE, called(NUMBA, "set_parallel_chunksize", least), loop.lineno)
    end = ast.Expr(called(NUMBA, "set_parallel_chunksize", _name(BEFORE)))
    return [begin, loop, end]


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _set(name: str, value: ast.expr, line: int) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value, lineno=line)
