"""Numba Explorer: measures what Numba's options and threads are worth.

For scripts and notebooks::

    import explorer
    run = explorer.measure(my_function, sizes="1e3:1e6", arguments={"a": "rng.random(n)"})
    print(run.answer())

Importing this loads neither Numba, NumPy nor Qt.
"""

from typing import TYPE_CHECKING

from explorer.version import __version__

__all__ = [
    "KernelError",
    "PlanError",
    "RunFileError",
    "SaveError",
    "__version__",
    "compare",
    "measure",
    "open",
]

if TYPE_CHECKING:
    from explorer.api.comparing import compare
    from explorer.api.measured import open
    from explorer.api.measuring import measure
    from explorer.atomic import SaveError
    from explorer.kernels.kernel import KernelError
    from explorer.measure.plan import PlanError
    from explorer.results.runfile import RunFileError

_HOMES = {
    "measure": "api.measuring",
    "open": "api.measured",
    "compare": "api.comparing",
    "KernelError": "kernels.kernel",
    "PlanError": "measure.plan",
    "RunFileError": "results.runfile",
    "SaveError": "atomic",
}


def __getattr__(name: str) -> object:
    """Import what scripts use when they use it."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"explorer.{_HOMES[name]}"), name)
    raise AttributeError(f"module “explorer” has no attribute “{name}”")
