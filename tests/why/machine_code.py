"""Prints the machine code of variants as hashes: `machine_code.py plain|lines KERNEL…`."""

from __future__ import annotations

import hashlib
import sys

from explorer.kernels.finding import catalogue, find
from explorer.kernels.loading import load
from explorer.why import linetables
from explorer.why.elf import Object
from explorer.why.recording import Recording

SIZE = 64


def main(how, names):
    recording = Recording()
    recording.begin()
    if how == "lines":
        linetables.turn_on()
    rows = 0
    for kernel in [find(name) for name in names] or catalogue():
        loaded = load(kernel)
        arguments = loaded.make_args(SIZE, kernel.dtypes[0], 0)
        for variant in loaded.variants.values():
            if variant.dispatcher is None:
                continue
            before = len(recording.libraries)
            variant.compile(arguments)
            code = hashlib.sha1()
            for library in recording.libraries[before:]:
                held = Object(library.content)
                code.update(held.code)
                rows += len(held.rows)
            print(kernel.name, variant.variant.name, code.hexdigest())
    print("has line tables:", rows > 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
