"""A kernel that was run in this process, with what its file says about being spread."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.loaded import LoadedKernel
from explorer.kernels.loading import load
from explorer.refused import excerpt
from explorer.workers.facts import Way


class Opened:
    """The kernel, its data by the names of its arguments, and the file's declarations.

    `spread` and `halo` are None where the file does not say, `combine` and `make_part` are its
    functions.
    """

    def __init__(self, kernel: Kernel, variants: tuple[str, ...]) -> None:
        """Raises KernelError, also where a declaration is not what it must be."""
        self.kernel = kernel
        self.loaded: LoadedKernel = load(kernel, variants)
        self.names = kernel.variant(variants[0]).parameters
        module = vars(self.loaded.module) if kernel.function is None else {}
        self.spread = _names(kernel, module.get("spread"), self.names)
        self.halo = _halo(kernel, module.get("halo"), self.spread)
        self.combine = _function(kernel, module, "combine")
        self.make_part = _function(kernel, module, "make_part")

    def named(self, size: int, dtype: str, seed: int) -> dict[str, Any]:
        """Make the arguments of one call."""
        return self.by_name(self.loaded.make_args(size, dtype, seed))

    def by_name(self, arguments: tuple[Any, ...]) -> dict[str, Any]:
        """Give arguments their names."""
        return dict(zip(self.names, arguments, strict=False))

    def share(self, size: int, part: int, parts: int, dtype: str, seed: int) -> dict[str, Any]:
        """Make a share by the file's own function."""
        assert self.make_part is not None
        accepted = inspect.signature(self.make_part).parameters
        options = {"dtype": dtype, "seed": seed}
        known = {name: value for name, value in options.items() if name in accepted}
        made = self.make_part(size, part, parts, **known)
        return self.by_name(made if isinstance(made, tuple) else (made,))

    def outputs(self, named: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments that a call leaves results in."""
        results = (*self.kernel.outputs, *self.kernel.in_place)
        return {name: named[name] for name in self.names if name in results and name in named}

    def declared(self) -> Way:
        """Return what the file says, the rest as if nothing was cut."""
        return Way(
            spread=self.spread or (),
            halo=self.halo,
            combines=self.combine is not None,
            makes=self.make_part is not None,
            found=self.spread is None and self.make_part is None,
        )


def _names(kernel: Kernel, given: Any, known: tuple[str, ...]) -> tuple[str, ...] | None:
    if given is None:
        return None
    names = (given,) if isinstance(given, str) else given
    if not isinstance(names, tuple | list) or any(name not in known for name in names):
        raise KernelError(
            f"“{kernel.path}”: spread is {excerpt(repr(given))}; it must name arguments, of "
            f"{', '.join(known)}."
        )
    return tuple(names)


def _halo(kernel: Kernel, given: Any, spread: tuple[str, ...] | None) -> int:
    if given is None:
        return 0
    if type(given) is not int or given < 0:
        raise KernelError(
            f"“{kernel.path}”: halo is {excerpt(repr(given))}; it is a number of rows."
        )
    if given and not spread:
        raise KernelError(f"“{kernel.path}”: halo needs spread, which says what has these rows.")
    return given


def _function(kernel: Kernel, module: Mapping[str, Any], name: str) -> Callable[..., Any] | None:
    if name in kernel.variant_names:
        return None
    found = module.get(name)
    if found is not None and not callable(found):
        raise KernelError(
            f"“{kernel.path}”: {name} is {excerpt(repr(found))}; it must be a function."
        )
    return found
