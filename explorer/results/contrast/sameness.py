"""Which runs are worth comparing, and what else than the code differs between them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from explorer.measure import git
from explorer.results.record import Run, moment
from explorer.units import listed


def is_same_work(before: Run, now: Run) -> bool:
    """Whether two runs are of one function of a user's file, of different contents of the file."""
    mine, other = now.plan.kernel, before.plan.kernel
    return (
        mine.file is not None
        and (mine.file, mine.function) == (other.file, other.function)
        and mine.sha256 != other.sha256
    )


@dataclass(frozen=True)
class Sides:
    """What two runs are called in tables and, after a preposition, in a sentence; and why.

    `meant` is what they differ by on purpose, as `other_conditions` names it.
    """

    before: str = "Before"
    now: str = "Now"
    preposition: str = ""
    meant: tuple[str, ...] = ()

    @property
    def than(self) -> str:
        """The earlier one in a sentence: before, on left, with omp."""
        return self._in_a_sentence(self.before)

    @property
    def later(self) -> str:
        """The other one in a sentence: now, on right, with tbb."""
        return self._in_a_sentence(self.now)

    def _in_a_sentence(self, name: str) -> str:
        return f"{self.preposition} {name}" if self.preposition else name.lower()


CODE = Sides()
"""What two runs are called that are to differ by the code, if by anything."""


def sides(before: Run, now: Run) -> Sides:
    """Return what two runs are called: by what they differ where that is why both were made."""
    if not took_turns(before, now):
        return _by_hosts(before, now)
    if before.plan.binding != now.plan.binding:
        one, other = (run.plan.binding or "as it comes" for run in (before, now))
        meant = (PLACED, LAYER) if before.plan.layer != now.plan.layer else (PLACED,)
        return Sides(one, other, "with threads placed", meant)
    if before.plan.layer != now.plan.layer and before.layer and now.layer:
        return Sides(before.layer, now.layer, "with", (LAYER,))
    return _by_versions(before, now)


def _by_hosts(before: Run, now: Run) -> Sides:
    """What runs of one source are called that two hosts of a cluster measured."""
    one, other = (str(run.machine.get("host") or "") for run in (before, now))
    same = before.plan.kernel.sha256 == now.plan.kernel.sha256
    if not (same and one and other) or one == other:
        return CODE
    differ = before.machine.get("cpu") != now.machine.get("cpu")
    return Sides(one, other, "on", (HOST, PROCESSOR) if differ else (HOST,))


def _by_versions(before: Run, now: Run) -> Sides:
    """What runs of one source are called that two environments measured."""
    differ = [
        (title, one, other) for title, one, other in _told_versions(before, now) if one != other
    ]
    if not differ or before.plan.kernel.sha256 != now.plan.kernel.sha256:
        return CODE
    title, one, other = differ[0]
    meant = tuple(name for name, *_ in differ)
    return Sides(f"{title} {one}", f"{title} {other}", "with", meant)


def _told_versions(before: Run, now: Run) -> list[tuple[str, str, str]]:
    """The versions of both runs, of what both tell one of."""
    pairs = [(title, before.version(key), now.version(key)) for key, title in _PACKAGES]
    one, other = (str(run.machine.get("python") or "") for run in (before, now))
    pairs.append(("Python", one, other))
    return [(title, one, other) for title, one, other in pairs if one and other]


def took_turns(before: Run, now: Run) -> bool:
    """Whether rounds alternated between the processes of two runs (`measure.beside`)."""
    return bool(before.beside) and before.beside == now.beside


KERNEL, LAYER, PLACED = "the kernel", "the threading layer", "where threads are placed"
HOST, PROCESSOR = "the host", "the processor"


@dataclass(frozen=True)
class Conditions:
    """What else than the code differs between two runs, and of what only one of them tells."""

    differ: tuple[str, ...]
    unknown: tuple[str, ...]

    def doubt(self, decisive: Collection[str]) -> str:
        """Say which of these conditions differ, or may; empty where they are all the same."""
        differ = [name for name in self.differ if name in decisive]
        if differ:
            return f"{listed(differ)} differ{'s' if len(differ) == 1 else ''}"
        unknown = [name for name in self.unknown if name in decisive]
        return f"only one of the runs tells {listed(unknown)}" if unknown else ""


def other_conditions(before: Run, now: Run) -> Conditions:
    """Name what else differs between the runs, so that nobody takes it for the change's effect.

    Files of other programs do not tell all of it. What they were to differ by is not in it.
    """
    runs = before, now
    always = (
        ("the dtype", [run.plan.dtype for run in runs]),
        (PLACED, [run.plan.binding for run in runs]),
        ("whether the call overhead is subtracted", [bool(run.subtracted_s) for run in runs]),
        (HOST, [run.machine.get("host") for run in runs]),
    )
    told: tuple[tuple[str, Sequence[object]], ...] = (
        (KERNEL, _kernels(before, now)),
        ("the arguments", [run.plan.kernel.arguments for run in runs]),
        (LAYER, [run.layer or None for run in runs]),
        (PROCESSOR, [run.machine.get("cpu") for run in runs]),
        ("Python", [run.machine.get("python") for run in runs]),
        *((title, [run.version(key) or None for run in runs]) for key, title in _PACKAGES),
    )
    meant = sides(before, now).meant
    unequal = [
        (name, None in values)
        for name, values in told
        if values[0] != values[1] and name not in meant
    ]
    return Conditions(
        differ=(
            *(name for name, (then, after) in always if then != after and name not in meant),
            *(name for name, is_unknown in unequal if not is_unknown),
        ),
        unknown=tuple(name for name, is_unknown in unequal if is_unknown),
    )


def _kernels(before: Run, now: Run) -> Sequence[object]:
    """Which two kernels these are; one function in two files is one. Other programs tell none."""
    refs = before.plan.kernel, now.plan.kernel
    if refs[0].name == refs[1].name or (refs[0].function and refs[0].function == refs[1].function):
        return (True, True)
    return [ref.name if ref.sha256 else None for ref in refs]


def told_apart(run: Run, other: Run) -> str:
    """Name what the other run has that this one has not; empty where only the moment differs."""
    mine, its = run.plan, other.plan
    found = []
    if mine.kernel.sha256 != its.kernel.sha256:
        is_earlier = moment(other.created) < moment(run.created)
        which = "an earlier source" if is_earlier else "another source"
        found.append(f"{which} ({git.in_short(other.commit)})" if other.commit else which)
    given = (its.kernel.arguments or {}).items()
    if given and its.kernel.arguments != mine.kernel.arguments:
        found.append(", ".join(f"{name} = {text}" for name, text in given)[:LONGEST])
    if mine.dtype != its.dtype:
        found.append(its.dtype)
    if run.layer and other.layer and run.layer != other.layer:
        found.append(other.layer)
    if mine.binding != its.binding:
        found.append(f"threads placed {its.binding or 'as it comes'}")
    if run.machine.get("host") != other.machine.get("host"):
        host = other.machine.get("host")
        found.append(f"the host {host}" if host else "no host of a cluster")
    if run.machine.get("cpu") != other.machine.get("cpu"):
        found.append(str(other.machine.get("cpu") or "another processor"))
    versions = _told_versions(run, other)
    found += [f"{title} {its}" for title, mine, its in versions if its != mine]
    return ", ".join(found)


LONGEST = 60
"""Letters of the arguments that are named."""
_PACKAGES = (("numba", "Numba"), ("llvmlite", "llvmlite"), ("numpy", "NumPy"))
