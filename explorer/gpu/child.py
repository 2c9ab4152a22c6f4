"""The process that calls the GPU: a job on its input, an answer on its output."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from explorer.gpu.facts import Job, Launched, OnGpu
from explorer.measure import manners


def main() -> None:
    """Do the job on standard input; write what was found to standard output as JSON."""
    job, answers = manners.job_and_answers(Job)
    from explorer.kernels.kernel import KernelError
    from explorer.kernels.reading import home_of
    from explorer.kernels.refusal import explain

    sys.path.insert(0, str(home_of(Path(job.path))[0]))
    nothing = OnGpu("", job.variant, "", "", False, False)
    try:
        found = ask(job)
    except KernelError as error:
        found = replace(nothing, failed=str(error))
    except Exception as error:  # the user's own code, and the driver's
        found = replace(nothing, failed=explain(error, Path(job.path)).sentence)
    with answers:
        answers.write(msgspec.json.encode(found))


def ask(job: Job) -> OnGpu:
    """Check each size and block, and time those that are right; raises what the driver raises."""
    from numba import cuda

    from explorer.gpu.timing import Timing, clock_of
    from explorer.kernels.finding import open_file
    from explorer.kernels.gpu import Caller, is_simulated
    from explorer.kernels.kernel import KernelError
    from explorer.kernels.loading import load

    kernel = open_file(Path(job.path), job.function, job.arguments)
    loaded = load(kernel)
    caller = loaded.variants[job.variant].function
    if not isinstance(caller, Caller):
        raise KernelError(f"{job.variant} is no CUDA kernel: it runs on the CPU.")
    simulated = is_simulated()
    share = None if simulated else clock_of(cuda)
    device = "Numba’s CUDA simulator"
    if not simulated:
        name = cuda.get_current_device().name
        device = name.decode() if isinstance(name, bytes) else str(name)
    found = OnGpu(kernel.name, job.variant, kernel.axis, device, simulated, share is not None)
    launched: list[Launched] = []
    for size in job.sizes:
        right = _right(loaded, size, job)
        benches = []
        for block in job.blocks:
            one, bench = _checked(loaded, caller, size, block, job, right)
            launched.append(one)
            if bench is not None:
                benches.append((len(launched) - 1, bench))
        if not simulated and benches:
            timing = Timing(cuda, share or (lambda: None))
            _time(timing, benches, size, launched, job.budget_s / len(job.sizes))
    return replace(found, launched=tuple(launched))


def _right(loaded: Any, size: int, job: Job) -> list[Any] | None:
    """What the reference leaves in the outputs; None where the file has no reference."""
    if not loaded.references:
        return None
    reference = loaded.references[0]
    names = loaded.kernel.variant(job.variant).parameters
    arguments = loaded.make_args(size, job.dtype, job.seed)
    reference.function(*arguments)
    return _written(loaded.kernel, dict(zip(names, arguments, strict=False)))


def _checked(loaded: Any, caller: Any, size: int, block: int, job: Job,
             right: list[Any] | None) -> tuple[Launched, Any]:  # fmt: skip
    """What is known of a block after a call, and what it is timed by, where it is right."""
    from numba import cuda

    from explorer.gpu.timing import Bench
    from explorer.kernels.refusal import explain
    from explorer.measure.comparing import compare
    from explorer.measure.tolerances import tolerance_for

    one = Launched(size, block)
    named = caller.by_name(loaded.make_args(size, job.dtype, job.seed))
    originals = {name: named[name].copy() for name in loaded.kernel.in_place if name in named}
    try:
        grid, shape = caller.grid(named, block)
        there = caller.there(cuda, named)
        caller.launch(grid, shape, there)
        caller.back(named, there)
        cuda.synchronize()
    except Exception as error:  # too many threads for a block, among others
        return replace(one, failed=explain(error, loaded.kernel.path).sentence), None
    if right is not None:
        tolerance = loaded.tolerance(job.dtype)
        allowed = tolerance_for(*right) if tolerance is None else tolerance
        for mine, theirs in zip(_written(loaded.kernel, named), right, strict=True):
            judged = compare(mine, theirs, allowed)
            if judged.wrong:
                return replace(one, wrong=judged.wrong), None
    return one, Bench(caller, named, block, grid, shape, there, originals)


def _time(timing: Any, benches: list[tuple[int, Any]], size: int, launched: list[Launched],
          budget_s: float) -> None:  # fmt: skip
    from explorer.gpu.timing import told

    for _, bench in benches:
        timing.learn(bench)
    timing.measure([bench for _, bench in benches], budget_s)
    for place, bench in benches:
        launched[place] = told(bench, size)


def _written(kernel: Any, named: dict[str, Any]) -> list[Any]:
    return [named[name] for name in (*kernel.outputs, *kernel.in_place) if name in named]


if __name__ == "__main__":
    main()
    manners.end()
