"""Which variants are measured unless the user chooses others."""

from explorer.kernels.kernel import Kernel, Variant
from explorer.kernels.made_variants import AS_WRITTEN, NOT_BY_DEFAULT, PYTHON


def ticked(kernel: Kernel) -> tuple[str, ...]:
    """Return the names of these variants.

    Of other functions of a user's file these are the ones that were seen to give the same
    (`measure.fitting`), and before that was tried those with a word of the name in common.
    """
    return tuple(v.name for v in kernel.variants if _is_ticked(kernel, v))


def _is_ticked(kernel: Kernel, variant: Variant) -> bool:
    if kernel.function is None or variant.of or variant.name in (PYTHON, AS_WRITTEN):
        return True
    if variant.options is not None:
        return variant.name not in NOT_BY_DEFAULT
    if kernel.alike is not None:
        return variant.name in kernel.alike
    return bool(words(variant.name) & words(kernel.function))


def words(name: str) -> set[str]:
    """Return the words of a name that say what a function does: those of three letters or more."""
    return {word for word in name.lower().split("_") if len(word) > 2}
