"""What `numba-explorer why` finds out and prints."""

import argparse
import sys
from collections.abc import Callable

from explorer.commands.answers import OK, CommandError, complain, say
from explorer.commands.named import dtype_of, named_kernel, on_the_cpu
from explorer.commands.progress import Screen
from explorer.kernels.kernel import Kernel
from explorer.measure.fitting import fitted
from explorer.measure.machine import most_threads
from explorer.measure.written import parse_sizes
from explorer.why.asking import ask
from explorer.why.facts import Why, to_json, to_line
from explorer.why.running import Started
from explorer.why.text import first_words, text

_PARTS = ("remarks", "loops", "lines", "same_code_as", "advice", "verdict")
"""What becomes known one after the other."""


def told(options: argparse.Namespace, started: Started) -> int:
    """Find out and print, in a process that was started before; returns the exit status."""
    screen = Screen(sys.stderr)
    try:
        kernel = named_kernel(options)
        if kernel.guessed:  # those that a run would be measured with
            kernel = fitted(kernel, complain)
        (variant,) = on_the_cpu(kernel, [options.variant])
        size = _size(options.size)
        found = ask(kernel, variant, size, _threads(options.threads, kernel, variant),
                    dtype_of(kernel, options.dtype), options.anew,
                    _print_line if options.follow else _shown_on(screen), started)  # fmt: skip
    finally:
        screen.clear()
    if options.follow:
        _print_line(found)
    elif options.json:
        print(to_json(found))
    else:
        say(text(found, kernel, options.assembly))
    return OK


def _print_line(found: Why) -> None:
    print(to_line(found), flush=True)


def _shown_on(screen: Screen) -> Callable[[Why], None]:
    """Show what is known first where somebody waits for the rest."""

    def show(found: Why) -> None:
        known = sum(getattr(found, name) is not None for name in _PARTS)
        screen.tell(first_words(found), known / (len(_PARTS) + 1))

    screen.tell("looking", 0.0)
    return show


def _size(written: str) -> int:
    sizes = parse_sizes(written, 1.0)
    if len(sizes) != 1:
        raise CommandError(f"--size “{written}”: one size is looked at, as in 1e4.")
    return sizes[0]


def _threads(asked: int | None, kernel: Kernel, variant: str) -> int:
    most = most_threads()
    if asked is None:
        return most if kernel.is_threaded(variant) else 1
    if not 1 <= asked <= most:
        raise CommandError(f"--threads {asked}: this program may use 1 to {most}.")
    return asked
