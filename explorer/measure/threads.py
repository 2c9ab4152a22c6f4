"""Setting how many threads calls use, in the thread that measures."""

import itertools
import os
from collections.abc import Callable
from contextlib import suppress

import numba
from threadpoolctl import ThreadpoolController

from explorer.kernels.first_compilation import waited_s

WAKE_TRIES = 6
"""Calls after which threads that do not answer promptly are taken as they are."""


class ThreadCount:
    """The thread count of Numba, which is local to the calling thread, and of BLAS.

    BLAS follows, so that a thread count means the same for every variant.
    """

    def __init__(self) -> None:
        self._original: dict[str, int] = {}
        self.found_libraries()

    def found_libraries(self) -> None:
        """Look again for BLAS libraries; compiling may have loaded one."""
        self._waited_s = waited_s()
        self._blas = ThreadpoolController().select(user_api="blas").lib_controllers
        for library in self._blas:
            self._original.setdefault(library.filepath, library.num_threads)
        self.current = self._of_blas = 0

    def set(self, threads: int, of_blas: int | None = None) -> bool:
        """Use so many threads from now on, and BLAS as many; returns whether that is a change.

        `of_blas` is for BLAS that is called by several threads at once: two threads of each
        waited for one another 205 ms where one of BLAS took 40 ms (measured on two cores).
        """
        if waited_s() != self._waited_s:  # a function that was compiled meanwhile has loaded one
            self.found_libraries()
        blas = of_blas or threads
        if (threads, blas) == (self.current, self._of_blas):
            return False
        numba.set_num_threads(threads)
        for library in self._blas:
            library.set_num_threads(blas)
        self.current, self._of_blas = threads, blas
        return True

    def restore(self) -> None:
        """Give BLAS and Numba back the thread counts they had."""
        for library in self._blas:
            library.set_num_threads(self._original[library.filepath])
        with suppress(ValueError):  # there is no layer to be had, which every call has said
            numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)
        self.current = 0


def wake(is_prompt: Callable[[], bool]) -> bool:
    """Make calls until one is prompt, moving the calling thread aside after each that is not.

    `is_prompt` makes a call and tells whether it came back as soon as it should. Returns whether
    the thread had to be moved; gives up after a few tries.
    """
    for attempt in range(WAKE_TRIES):
        if is_prompt():
            return attempt > 0
        move_aside()
    return True


def move_aside() -> None:
    """Move the calling thread to the next core, free to leave it again at once.

    When something else keeps a core busy, the scheduler may put two threads of one parallel loop
    on the same core, where each waits spinning for the other's slice to end, call after call.
    Measured with two threads on two cores and a busy neighbour: 8,000 µs a call before such a
    move, 2.5 µs after it. Does nothing where threads cannot be moved.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    allowed = os.sched_getaffinity(0)
    cores = sorted(allowed)
    os.sched_setaffinity(0, {cores[next(_turns) % len(cores)]})
    os.sched_setaffinity(0, allowed)


_turns = itertools.count()


def layer() -> str | None:
    """Return the threading layer in use, None while no parallel code has run."""
    try:
        return str(numba.threading_layer())
    except ValueError:
        return None
