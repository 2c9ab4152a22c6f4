"""`--capture SCRIPT`: measuring with what a script gives a function."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import replace
from pathlib import Path

from explorer.commands.answers import CommandError
from explorer.kernels.finding import open_file, parted
from explorer.kernels.kernel import Kernel
from explorer.measure.capturing import capture, kept


def captured_kernel(options: argparse.Namespace) -> Kernel:
    """Return the kernel with the arguments of the script's call; `--argument` goes before them.

    Raises KernelError and CommandError.
    """
    path, function = parted(options.kernel)
    if function is None:
        raise CommandError("--capture is for a function of a file: measure path.py:function.")
    try:
        script, *given = shlex.split(options.capture)
    except ValueError as error:
        raise CommandError(f"--capture {options.capture!r}: name a script.") from error
    found = capture(path, function, Path(script), given, kept())
    arguments = dict(found.arguments)
    for wanted in options.scale:
        name, colon, axis = wanted.partition(":")
        if colon and not axis.isdigit():
            raise CommandError(f"--scale {wanted}: an axis is a number from 0 on.")
        arguments[name] = found.scaled(name, int(axis or 0))
    kernel = open_file(path, function, {**arguments, **dict(options.argument)})
    own = dict(options.argument)
    sources = {name: found.source for name in arguments if name not in own}
    sizes = kernel.sizes if options.scale else str(found.size)
    return replace(kernel, sources={**kernel.sources, **sources}, sizes=sizes)
