"""The process that calls the GPU: a job on its input, an answer on its output."""

from dataclasses import replace
from math import prod
from typing import Any

from explorer.gpu.facts import Job, Launched, OnGpu
from explorer.measure import manners


def main() -> None:
    """Do the job on standard input; write what was found to standard output as JSON."""
    job, answers = manners.job_and_answers(Job)
    try:
        found = ask(job)
    except BaseException as error:  # the user's own code, and the driver's
        found = OnGpu("", job.variant, "", "", False, False, failed=job.target.failure(error))
    with answers:
        manners.tell(answers, found)


def ask(job: Job) -> OnGpu:
    """Check each size and block, and time those that are right; raises what the driver raises."""
    from numba import cuda

    from explorer.gpu.timing import Timing, clock_of
    from explorer.kernels.gpu import Caller, is_simulated
    from explorer.kernels.kernel import KernelError
    from explorer.kernels.loading import load

    job.target.go_home()  # only now: files there may have the names of what Numba imports
    kernel = job.target.kernel()
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
        benches: list[tuple[int, Any]] = []
        for block in job.blocks:
            first = benches[0][1] if benches else None
            one, bench = _checked(loaded, caller, size, block, job, right, first)
            launched.append(one)
            if bench is not None:
                benches.append((len(launched) - 1, bench))
        if not simulated and benches:
            timing = Timing(cuda, share or (lambda: None))
            _time(timing, benches, size, launched, job.budget_s / len(job.sizes))
    return replace(found, launched=tuple(launched))


def _right(loaded: Any, size: int, job: Job) -> list[Any] | None:
    """What the reference leaves in the outputs; None where the file has none that is no kernel."""
    from explorer.kernels.gpu import Caller

    others = (one for one in loaded.references if not isinstance(one.function, Caller))
    reference = next(others, None)
    if reference is None:
        return None
    names = loaded.kernel.variant(job.variant).parameters
    arguments = loaded.make_args(size, job.dtype, job.seed)
    reference.function(*arguments)
    return _written(loaded.kernel, dict(zip(names, arguments, strict=False)))


def _checked(loaded: Any, caller: Any, size: int, block: int, job: Job,
             right: list[Any] | None, first: Any) -> tuple[Launched, Any]:  # fmt: skip
    """What is known of a block after a call, and what it is timed by, where it is right.

    The data of the `first` block that was right is that of all: a GPU may have room for no more.
    """
    from numba import cuda

    from explorer.gpu.timing import Bench
    from explorer.kernels.running import explained
    from explorer.measure.comparing import compare
    from explorer.measure.tolerances import tolerance_for

    one = Launched(size, block, compared=right is not None)
    named = caller.by_name(loaded.make_args(size, job.dtype, job.seed))
    originals = {name: named[name].copy() for name in loaded.kernel.in_place if name in named}
    try:
        grid, shape = caller.grid(named, block)
        if prod(shape) != block:
            whole = f"{block} threads are no block of {len(shape)} axes; {prod(shape)} are"
            return replace(one, failed=whole), None
        there = caller.there(cuda, named)
        caller.launch(grid, shape, there)
        caller.back(named, there)
        cuda.synchronize()
    except Exception as error:  # too many threads for a block, among others
        return replace(one, failed=explained(error, loaded.kernel.path).sentence), None
    if right is not None:
        tolerance = loaded.tolerance(job.dtype)
        allowed = tolerance_for(*right) if tolerance is None else tolerance
        for mine, theirs in zip(_written(loaded.kernel, named), right, strict=True):
            judged = compare(mine, theirs, allowed)
            if judged.wrong:
                return replace(one, wrong=judged.wrong), None
    if first is not None:
        named, there = first.named, first.there
    return one, Bench(caller, named, block, grid, shape, there, originals)


def _time(timing: Any, benches: list[tuple[int, Any]], size: int, launched: list[Launched],
          budget_s: float) -> None:  # fmt: skip
    from explorer.gpu.timing import told

    for _, bench in benches:
        timing.learn(bench)
    timing.measure([bench for _, bench in benches], budget_s)
    for place, bench in benches:
        launched[place] = replace(told(bench, size), compared=launched[place].compared)


def _written(kernel: Any, named: dict[str, Any]) -> list[Any]:
    return [named[name] for name in (*kernel.outputs, *kernel.in_place) if name in named]


if __name__ == "__main__":
    main()
    manners.end()
