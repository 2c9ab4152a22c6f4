"""Prints what is found out where Numba lacks a private name: `without_names.py FILE VARIANT`.

Each name is taken away in a copy of this process, and each line is one of JSON: the name, the task,
the reasons that are given for what is missing, and the facts that are there.
"""

import importlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from explorer.kernels.finding import open_file
from explorer.kernels.first_compilation import first_function
from explorer.why.asking import job_of
from explorer.why.job import BALANCE, COUNT, LOOK, TRY
from explorer.why.tasks import answer_to

NAMES = (
    ("numba.core.codegen", "CPUCodeLibrary._object_compiled_hook", (LOOK, COUNT)),
    ("numba.core.debuginfo", "DIBuilder", (LOOK, COUNT)),
    ("numba.np.ufunc.wrappers", "IRBuilder", (LOOK,)),
    ("numba.core.runtime._nrt_python", "memsys_enable_stats", (LOOK,)),
    ("numba.core.typed_passes", "type_annotations", (LOOK, TRY)),
    ("numba.np.ufunc.parallel", "threading_layer", (TRY,)),
)


def without(module, name, task, kernel, variant):
    owner = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    if name == "type_annotations":  # it is an attribute of what was compiled
        from numba.core.compiler import CompileResult

        CompileResult.type_annotation = property(lambda _: object())
    else:
        delattr(owner, last)
    job = job_of(kernel, variant, 10_000, 1, "float64", task)
    found = answer_to(replace(job, parallel=task == TRY))
    reasons = {**found.get("reasons", {}), **found.pop(BALANCE, {}).get("reasons", {})}
    facts = sorted(key for key, value in found.items() if value is not None)
    print(json.dumps([name, task, reasons, found.get("failed", ""), facts]))
    sys.stdout.flush()


def main(file, variant):
    kernel = open_file(Path(file))
    first_function()
    for module, name, tasks in NAMES:
        for task in tasks:
            if os.fork() == 0:
                without(module, name, task, kernel, variant)
                os._exit(0)
            os.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
