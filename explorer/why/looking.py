"""The process that looks: line tables, remarks, types, and samples of the code as it runs."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numba.core import event as numba_event

from explorer.kernels import first_compilation
from explorer.why import compiling, linetables, parallel, remarks
from explorer.why.job import Call, Job, ready
from explorer.why.places import Places, Profile
from explorer.why.recording import LackingError, Recording
from explorer.why.sampling import Sampler, lacking
from explorer.why.source import source

PART_S, SAMPLED_S = 0.15, 0.6
"""Samples are taken for so long, and again, until shares are known or it took so long in all."""
SLOWER = 2
"""A call may take so many times as long as the one before."""
LEAST_SAMPLES = 20
SHORT_S = 20e-6
"""Of calls this short, what is not the call's own takes a good part."""
LEAST_SHARE = 0.005
FAULT_CALLS = 3


def look(job: Job, tell: Callable[[dict[str, Any]], None] = lambda _: None) -> dict[str, Any]:
    """Return facts by the names of `facts.Why`, and `reasons` for those that are missing.

    What follows from compiling is told before anything is sampled.
    """
    reasons: dict[str, str] = {}
    recording = Recording()
    capture = remarks.Capture()
    capture.begin()
    try:
        recording.begin()
        linetables.turn_on()
    except (LackingError, AttributeError) as error:
        reasons["lines"] = str(error)
    try:
        call = ready(job)
        lines = source(call.kernel.path, call.kernel.sha256)
        stages = compiling.Stages(lines.functions)
        with numba_event.install_listener("numba:run_pass", stages):
            call.variant.compile(call.fresh())
        if call.dispatcher is None:  # what calls compile
            call.variant.function(*call.fresh())
    finally:
        text = capture.end()
    found: dict[str, Any] = {"reasons": reasons}
    inside = _inside(call)
    said = remarks.read(text, call.kernel.path, lines.functions)
    found["remarks"] = [remark for remark in said if remark.line in inside]
    found["compile"] = stages.found()
    found["first_function_s"] = first_compilation.first_function()
    found["code_bytes"] = compiling.size_of(recording.libraries, call.dispatcher)
    if call.dispatcher is not None:
        try:
            found["types"] = compiling.types_of(call.dispatcher, lines.names)
        except LackingError as error:
            reasons["types"] = str(error)
        try:
            found["parallel_loops"] = parallel.loops_of(call.dispatcher, str(call.kernel.path))
        except LackingError as error:
            reasons["parallel_loops"] = str(error)
    tell(found)
    arguments, began = call.fresh(), perf_counter()
    call.variant.function(*arguments)
    once_s = perf_counter() - began
    found["allocations_per_call"] = _allocations(call)
    found["page_faults_per_call"] = _page_faults(call)
    if lacking():
        reasons.setdefault("lines", lacking())
    elif "lines" not in reasons:
        profile, call_s = _sample(call, recording, once_s)
        if profile.busy < LEAST_SAMPLES <= profile.waiting:
            reasons["lines"] = "next to all samples fell into threads that wait for others"
        elif profile.busy < LEAST_SAMPLES and call_s < SHORT_S:
            reasons["lines"] = "a call is so short that next to no sample fell into it"
        elif profile.busy < LEAST_SAMPLES:
            reasons["lines"] = "next to no sample fell into lines that Numba compiled"
        else:
            found["lines"] = [
                {"line": line, "share": count / profile.busy}
                for line, count in sorted(profile.lines.items())
                if count / profile.busy >= LEAST_SHARE
            ]
            found["called"] = {
                name: count / profile.busy for name, count in profile.called.most_common()
            }
    return found


def _sample(call: Call, recording: Recording, once_s: float) -> tuple[Profile, float]:
    """Where samples fell, and about how many seconds a call took; one took `once_s` before.

    All of a long call has room, or what comes last in it would be missing.
    """
    sampler = Sampler()
    function, arguments = call.variant.function, call.fresh()
    places = Places(recording.libraries, call.kernel.path, _inside(call))
    taken, calls, sampled_s = [], 0, 0.0
    while True:
        began = now = perf_counter()
        sampler.start(max(PART_S, SLOWER * once_s), places.parts())
        while now < began + PART_S:
            function(*arguments)
            now = perf_counter()
            calls += 1
        taken.append(sampler.stop())
        sampled_s += now - began
        profile = places.profile(np.concatenate(taken))
        if profile.is_known or sampled_s >= SAMPLED_S:
            return profile, sampled_s / calls


def _inside(call: Call) -> set[int]:
    """The lines of the functions that a call reaches."""
    lines = source(call.kernel.path, call.kernel.sha256)
    return lines.reached_from(call.variant.variant.line).inside


def _allocations(call: Call) -> int | None:
    """Allocations of Numba's in one call, those of the arguments' own handles left out."""
    empty = call.loaded.empty(len(call.arguments))
    empty.compile(call.arguments)
    try:
        from numba.core.runtime import _nrt_python, rtsys

        _nrt_python.memsys_enable_stats()
        arguments = call.fresh()
        counts = []
        for function in (empty.function, call.variant.function):
            before = rtsys.get_allocation_stats().alloc
            function(*arguments)
            counts.append(rtsys.get_allocation_stats().alloc - before)
        _nrt_python.memsys_disable_stats()
    except (ImportError, AttributeError):
        return None
    return int(max(0, counts[1] - counts[0]))


def _page_faults(call: Call) -> int | None:
    """Memory pages that a call touches for the first time: the least of a few calls.

    None where the system has no such count.
    """
    try:
        import resource
    except ImportError:  # Windows
        return None
    arguments = call.fresh()
    counts = []
    for _ in range(FAULT_CALLS):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        call.variant.function(*arguments)
        counts.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    return min(counts)
