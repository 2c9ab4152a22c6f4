"""The process in which Python threads call: a job on its input, an answer on its output."""

from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Barrier, BrokenBarrierError, Thread
from time import perf_counter
from typing import Any

from explorer.callers.facts import AS_IT_IS, FREE, HOLDS, Job
from explorer.measure import manners

ROUNDS, EACH_S = 9, 0.05
"""In a round, each way of compiling is called for so long."""


def main() -> None:
    """Do the job on standard input; write what was found to standard output as JSON."""
    job, answers = manners.job_and_answers(Job, _load)
    found: dict[str, Any]
    try:
        found = serve(job)
    except BaseException as error:  # the user's own code
        found = {"failed": job.target.failure(error)}
    with answers:
        manners.tell(answers, found)


def _load() -> None:
    from explorer.kernels.first_compilation import make_ready

    make_ready()


def serve(job: Job) -> dict[str, Any]:
    """Return `rates`, the calls per second of each round by mode, and whether it is `parallel`."""
    from explorer.kernels.loading import load
    from explorer.measure.warming import get_ready

    kernel = job.target.kernel()
    get_ready(kernel, warm=True)
    job.target.go_home()
    loaded = load(kernel, [job.variant])
    dispatcher = loaded.variants[job.variant].dispatcher
    makes = range(job.seed, job.seed + job.callers)
    inputs = [loaded.make_args_of(job.variant, job.size, job.dtype, seed) for seed in makes]
    modes = _modes(loaded.variants[job.variant].function, dispatcher)
    rates: dict[str, list[float]] = {mode: [] for mode in modes}
    team = Team(inputs, job.threads)
    for function in modes.values():
        team.rate(function)  # compiles, and wakes the threads
    for number in range(ROUNDS):
        order = list(modes)[:: 1 if number % 2 else -1]
        for mode in order:
            rates[mode].append(team.rate(modes[mode]))
    options = dispatcher.targetoptions if dispatcher is not None else {}
    return {"rates": rates, "parallel": bool(options.get("parallel"))}


def _modes(function: Callable[..., Any], dispatcher: Any) -> dict[str, Callable[..., Any]]:
    if dispatcher is None:
        return {AS_IT_IS: function}
    import numba

    options, plain = dict(dispatcher.targetoptions), dispatcher.py_func
    return {mode: numba.jit(**{**options, "nogil": mode == FREE})(plain) for mode in (HOLDS, FREE)}


class Team:
    """Python threads that stay, for a threading layer makes threads of its own for each of them."""

    def __init__(self, inputs: list[Any], threads: int) -> None:
        self._tasks: list[SimpleQueue[tuple[Callable[..., Any], Barrier]]] = []
        self._done = [0] * len(inputs)
        self._begins, self._ends = [0.0] * len(inputs), [0.0] * len(inputs)
        self._failed: list[BaseException] = []
        for place, arguments in enumerate(inputs):
            self._tasks.append(SimpleQueue())
            Thread(target=self._serve, args=(place, arguments, threads), daemon=True).start()

    def rate(self, function: Callable[..., Any]) -> float:
        """Let all of them call until the time is up; return their calls per second together."""
        barrier = Barrier(len(self._tasks) + 1)
        for tasks in self._tasks:
            tasks.put((function, barrier))
        with suppress(BrokenBarrierError):  # one has failed
            barrier.wait()  # each has made a call
            barrier.wait()
        if self._failed:
            raise self._failed[0]
        # By the callers' own clocks: this thread may be woken when they are done.
        return sum(self._done) / (max(self._ends) - min(self._begins))

    def _serve(self, place: int, arguments: Any, threads: int) -> None:
        import numba

        numba.set_num_threads(threads)
        while True:
            function, barrier = self._tasks[place].get()
            try:
                function(*arguments)
                barrier.wait()
                calls, began = 0, perf_counter()
                while perf_counter() < began + EACH_S:
                    function(*arguments)
                    calls += 1
                self._done[place] = calls
                self._begins[place], self._ends[place] = began, perf_counter()
                barrier.wait()
            except BrokenBarrierError:  # another one has failed
                continue
            except BaseException as error:  # the user's own code
                self._failed.append(error)
                barrier.abort()


if __name__ == "__main__":
    main()
    manners.end()
