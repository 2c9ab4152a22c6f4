"""What was found out about several workers, as tables and sentences."""

from explorer.units import count, listed, percent, ratio, seconds, significant, size_in_bytes
from explorer.workers import paying
from explorer.workers.facts import CONCATENATE, Alone, Shared, Spread, Way

STRONG = (
    "Workers", "Call", "Compute", "Imbalance", "Communication", "Bytes", "Against one worker",
    "Against one host",
)  # fmt: skip
WEAK = ("Workers", "Call", "Compute", "Imbalance", "Communication", "Efficiency")


def strong_rows(found: Spread) -> list[list[str]]:
    """Return the heading and a row for each size and number of workers, best of one host first."""
    rows = [[found.axis, *STRONG]]
    for size in found.sizes:
        best = found.best_alone(size)
        if best is not None:
            time = seconds(best.time.median_s)
            rows.append([count(size), "one host", time, "", "", "", "", "", alone_name(best)])
        for number in found.numbers:
            shared, one = found.at(size, number), found.at(size, found.numbers[0])
            if shared is not None and one is not None:
                rows.append(
                    [
                        count(size),
                        *_parts(shared),
                        size_in_bytes(shared.bytes),
                        ratio(one.wall.median_s / shared.wall.median_s) if one != shared else "",
                        ratio(best.time.median_s / shared.wall.median_s) if best else "",
                    ]
                )
    return rows


def weak_rows(found: Spread) -> list[list[str]]:
    """Return the heading and a row for each size whose work has grown with the workers."""
    rows = [[found.axis, *WEAK]]
    for size, shared in found.weak:
        one = found.at(size, 1)
        if one is not None:
            efficiency = percent(one.wall.median_s / shared.wall.median_s)
            rows.append([count(shared.size), *_parts(shared), efficiency])
    return rows


def _parts(shared: Shared) -> list[str]:
    return [
        str(shared.workers),
        seconds(shared.wall.median_s),
        seconds(shared.compute_s),
        seconds(shared.imbalance_s),
        seconds(shared.communication_s),
    ]


def alone_name(one: Alone) -> str:
    """Say what was called on one host."""
    return f"{one.variant}, {_threads(one)}"


def _threads(one: Alone) -> str:
    return f"{one.threads} thread{'' if one.threads == 1 else 's'}"


def sentences(found: Spread) -> list[str]:
    """Say how it was spread, from which size on that pays, and what to do on one machine."""
    told = [_how(found.way), _who(found)]
    if not found.sizes:
        return told
    told += [_pays(found, number) for number in found.numbers if number > 1]
    if found.on_one_machine:
        told.append(_on_one_machine(found))
    told.append(_floor(found))
    told += [*_busy(found), *found.left_behind]
    if found.unchecked:
        sizes = listed([count(size) for size in found.unchecked])
        told.append(f"Not compared, for their results are too large to be gathered: {sizes}.")
    return told


def _how(way: Way) -> str:
    if way.makes:
        cut = "The file’s make_part makes the shares"
    else:
        verb = "is" if len(way.spread) == 1 else "are"
        cut = f"{listed(list(way.spread))} {verb} cut along the first axis"
    cut += f", with {way.halo} row{'s' * (way.halo > 1)} of each neighbour" if way.halo else ""
    kinds = sorted(set(way.combine))
    how = ""
    if way.combines:
        how = "; the file’s combine makes one of the results"
    elif kinds:
        how = f"; the results are combined by {listed([_KINDS[kind] for kind in kinds])}"
    said = "Found by trying" if way.found else "Said by the file"
    return f"{cut}{how}. {said}, and right with 2 and 3 shares at two sizes."


_KINDS = {CONCATENATE: "joining them", "sum": "sum", "max": "maximum", "min": "minimum",
          "mean": "mean"}  # fmt: skip


def _who(found: Spread) -> str:
    threads = sorted({seat.threads for seat in found.seats})
    each = " or ".join(map(str, threads))
    machines = sorted({seat.machine for seat in found.seats})
    where = f"on the machine {machines[0]}" if len(machines) == 1 else f"on {listed(machines)}"
    return (
        f"Each of {len(found.seats)} workers {where} calls {found.variant} with {each} "
        f"thread{'' if threads == [1] else 's'}."
    )


def _pays(found: Spread, number: int) -> str:
    axis, largest = found.axis, count(found.sizes[-1])
    measured, model = paying.measured_from(found, number), paying.model_from(found, number)
    shared, best = found.at(found.sizes[-1], number), found.best_alone(found.sizes[-1])
    at_end = ""
    if shared is not None and best is not None:
        gain = best.time.median_s / shared.wall.median_s
        at_end = f" ({ratio(gain)} at {largest})"
    start = f"{number} workers against the best on one host: "
    later = [size for size in found.sizes if measured is not None and size >= measured]
    unsure = [count(n) for n in later if not found.is_surely_faster(n, number)]
    if measured is None:
        start += f"they take longer up to {axis} = {largest}{at_end}"
    elif len(unsure) == len(later):
        start += f"surely faster at no size up to {axis} = {largest}{at_end}"
    else:
        start += "faster at every size" if not measured else (
            f"faster from about {axis} = {_rounded(measured)} on"
        )  # fmt: skip
        start += at_end + (f", at {listed(unsure)} not surely" if unsure else "")
    said = {None: f"not up to {largest}", 0.0: "at every size"}.get(
        model, f"from about {_rounded(model or 0)} on"
    )
    return f"{start}; the model says {said}."


def _rounded(size: float) -> str:
    return count(float(f"{size:.1e}"))


def _on_one_machine(found: Spread) -> str:
    """Say what is better there than workers, which is nearly always the case."""
    start, most = f"All workers are on one machine, {found.seats[0].machine}", found.sizes[-1]
    best = found.best_alone(most)
    several = [number for number in found.numbers if number > 1]
    faster = [n for n in found.sizes if any(found.is_surely_faster(n, w) for w in several)]
    if best is None or not several:
        return ""
    if not faster and any(paying.measured_from(found, w) is not None for w in several):
        return f"{start}: threads there share the data and need no messages."
    if not faster:
        choice = "threads are" if best.threads > 1 else "one thread is"
        which = f"{best.variant} with {_threads(best)}"
        return (
            f"{start}: {choice} the better choice there. {which} needs no messages, "
            f"and takes {seconds(best.time.median_s)} at {found.axis} = {count(most)}."
        )
    better = (
        "threads are the better choice there, for they share the data and need no messages, but no "
        "variant of this kernel that was measured uses them"
        if not found.threaded
        else f"they were surely faster at {listed([count(n) for n in faster])} alone. Threads "
        "share the data and need no messages: ask why they do not get as far (numba-explorer why)"
    )
    return f"{start}: {better}."


BUSY = 0.5
"""Programs for each core, on average; from there on a machine is busy."""


def _busy(found: Spread) -> list[str]:
    """A sentence for each machine that others used when it was begun."""
    loads = {seat.machine: seat for seat in found.seats if seat.load >= BUSY * seat.cores}
    return [
        f"{machine} was busy when this began: {significant(seat.load, 2)} programs wanted its "
        f"{seat.cores} core{'s' * (seat.cores > 1)}, so the times are theirs in part."
        for machine, seat in sorted(loads.items())
    ]


def _floor(found: Spread) -> str:
    each = ", ".join(f"{seconds(s)} with {n}" for n, s in sorted(found.floor_s.items()))
    return (
        f"An empty call takes {each} worker{'' if list(found.floor_s) == [1] else 's'}; "
        f"{significant(found.bandwidth / 1e9)} GB/s go there and back. The model: with T, the time "
        "on one host, W workers pay where T·(1 − 1/W) > empty call + bytes/bandwidth."
    )
