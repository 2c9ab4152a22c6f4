"""Loading Numba before it is known what it is wanted for."""

from explorer.kernels import first_compilation
from explorer.why import recording


def load() -> None:
    """Load Numba and compile a function.

    Loading what few functions need is no part of compiling these.
    """
    first_compilation.make_ready(lambda: recording.stage(recording.OWN))


def linear_algebra_s() -> float:
    """Return what the first function of a process waits for, unless it is put off as here."""
    first_compilation.load_linear_algebra()
    return first_compilation.waited_s()
