"""What was found out, as text: the verdict, the annotated source, advice, and the other facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.kernels.kernel import Kernel
from explorer.kernels.lines import lines_of
from explorer.kernels.reading import parse
from explorer.units import percent, seconds, size_in_bytes
from explorer.why.facts import FIRST, LLVM, UNEVEN, Stage, ThreadUse, Why, shares_of_libraries
from explorer.why.typed import surprises

_BAR, _WIDE = 10, 30
SOME = 0.01
"""The share of the samples from which on a library is named."""
_NAMES = {
    "threads_used": "what each thread did",
    "imbalance": "whether the threads’ parts are even",
    "contention": "whether threads hinder each other",
    "same_code_as": "variants with the same machine code",
    "allocations_per_call": "allocations",
    "page_faults_per_call": "page faults",
    "waiting_share": "waiting",
    "seconds_per_call": "the time of a call",
    "others_cores": "what other programs did meanwhile",
    "parallel_loops": "which loops are parallel",
    "assembly": "the instructions of the loop that runs most",
    "code_bytes": "the size of the machine code",
    "compile": "where compiling spent its time",
}


_OF_THREADS = ("threads_used", "imbalance", "contention", "waiting_share")
"""What there is none of where one thread works."""


def text(why: Why, kernel: Kernel, assembly: bool = False) -> str:
    """Return everything that is known, as lines for a terminal; instructions where wanted."""
    rows = [*_parts(why, kernel)]
    if assembly and why.assembly:
        rows += ["", "The loop that runs most (counted):", *instructions(why)]
    return "\n".join(rows)


def instructions(why: Why) -> Iterator[str]:
    """Yield the instructions of the loop that runs most, each new line of the source once."""
    before = -1
    for one in why.assembly or ():
        yield f"{one.line if one.line and one.line != before else '':>6}  {one.text}"
        before = one.line


def _parts(why: Why, kernel: Kernel) -> Iterator[str]:
    with_threads = "" if why.threads in (None, 1) else f", {why.threads} threads"
    yield f"{kernel.name}: {why.variant}, {kernel.axis} = {why.size:,}{with_threads}"
    if why.verdict is not None:
        yield why.verdict.sentence
    if why.seconds_per_call is not None:
        before = "measured before; --anew measures again" if why.kept else "measured"
        yield f"A call takes {seconds(why.seconds_per_call)} ({before})."
    yield ""
    yield from annotated(why, kernel)
    yield from _advice(why)
    for group in (of_threads(why), facts_of(why), lacking(why), why.left_behind):
        rows = list(group)
        yield from ["", *rows] if rows else ()


def lacking(why: Why) -> Iterator[str]:
    """Yield what is not known, and why not."""
    alone = why.threads in (None, 1)
    implied = {"called", *(_OF_THREADS if alone else ())}  # libraries are known where lines are
    names = [_NAMES.get(n, n) for n in why.missing if n not in implied]
    if names:
        yield f"Not known: {', '.join(names)}."
    for reason in dict.fromkeys(why.reasons.values()):
        yield f"{reason[0].upper()}{reason[1:]}."


def notes_of(why: Why) -> dict[int, list[str]]:
    """Return by line of the file what was counted, said by the compiler, shared and typed there."""
    notes: dict[int, list[str]] = {}
    for loop in why.loops or ():
        notes.setdefault(loop.line, []).extend(loop.facts)
    for remark in why.remarks or ():
        notes.setdefault(remark.line, []).append(remark.text)
    for shared in why.parallel_loops or ():
        notes.setdefault(shared.line, []).append(shared.text)
    for line, said in surprises(why.types or ()):
        notes.setdefault(line, []).append(said)
    return notes


def first_words(why: Why) -> str:
    """Return one thing that is known before the verdict: of the line that takes most, if any is."""
    notes = notes_of(why)
    shares = {line.line: line.share for line in why.lines or ()}
    best = max(notes, key=lambda line: (shares.get(line, 0.0), line), default=0)
    return f"line {best}: {notes[best][-1]}" if best else "looking"


@dataclass(frozen=True)
class Row:
    """A line of the source: its share of the time, and what is known of it."""

    line: int
    text: str
    share: float | None
    notes: tuple[str, ...]


def annotated_rows(why: Why, kernel: Kernel) -> Iterator[Row]:
    """Yield the lines of the source that anything is known of, and those around them."""
    source, _, _ = parse(kernel.path)
    rows = lines_of(source)
    shares = {line.line: line.share for line in why.lines or ()}
    notes = notes_of(why)
    known = sorted({*shares, *notes})
    if not known:
        return
    for first, last in _stretches(known, len(rows)):
        for line in range(first, last + 1):
            if line not in known and line in (first, last) and not rows[line - 1].strip():
                continue
            yield Row(line, rows[line - 1], shares.get(line), tuple(notes.get(line, ())))


def annotated(why: Why, kernel: Kernel) -> Iterator[str]:
    """Yield the source with what is known as text, each thing below its line."""
    for row in annotated_rows(why, kernel):
        share = row.share
        part = f"{percent(share):>5} {'█' * round(_BAR * share):<{_BAR}}" if share else " " * 16
        yield f"{part} {row.line:>4}  {row.text}".rstrip()
        indent = len(row.text) - len(row.text.lstrip())
        for note in row.notes:
            yield f"{' ' * 23}{' ' * indent}↳ {note}"
    if why.lines:
        yield ""
        yield "Shares of the time in compiled code, all threads: sampled. Below lines: what the " \
            "compiler said, and what was counted."  # fmt: skip


def _stretches(known: list[int], count: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that hold all known ones, with a line around them, gaps up to three closed."""
    first = last = known[0]
    for line in known[1:]:
        if line > last + 4:
            yield max(1, first - 1), min(count, last + 1)
            first = line
        last = line
    yield max(1, first - 1), min(count, last + 1)


def _advice(why: Why) -> Iterator[str]:
    if why.advice is None:
        return
    yield ""
    if not why.advice:
        yield "Nothing that was found suggests a change that could be tried."
        return
    yield "Tried and measured beside the original:"
    for advice in why.advice:
        yield f"  {advice.change:<24} {advice.text}"


def of_threads(why: Why) -> Iterator[str]:
    """Yield a line for each thread: a bar of the time it is busy, its seconds and its turns."""
    used = why.threads_used or ()
    whole = max((use.busy_s + use.waiting_s for use in used), default=0.0)
    for use in used:
        busy = round(_WIDE * use.busy_s / whole) if whole else 0
        bar = f"{'█' * busy}{'░' * (_WIDE - busy)}"
        yield f"Thread {use.thread:<3} {bar} {spent(use)}"


def spent(use: ThreadUse) -> str:
    """Return in words how long a thread is busy and waits, and which turns it has."""
    turns = ""
    if use.iterations is not None:
        turns = f", turns {use.iterations[0]:,} to {use.iterations[1]:,}"
    return f"busy {seconds(use.busy_s)}, waiting {seconds(use.waiting_s)}{turns}"


def facts_of(why: Why) -> list[str]:
    """Return what is known besides, a sentence each."""
    rows = []
    if why.same_code_as:
        rows.append(f"The same machine code as {', '.join(why.same_code_as)}.")
    if why.allocations_per_call:
        more = "" if why.allocations_per_call == 1 else "s"
        rows.append(f"{why.allocations_per_call:,} allocation{more} a call (counted).")
    if why.page_faults_per_call:
        rows.append(f"{why.page_faults_per_call:,} memory pages touched for the first time "
                    "in a call (counted).")  # fmt: skip
    rows += of_libraries(why)
    rows += of_sharing(why)
    if why.parallel_loops is not None and why.threads and not why.parallel_loops:
        rows.append("No loop of it is parallel.")
    if why.code_bytes:
        rows.append(f"{size_in_bytes(why.code_bytes)} of machine code.")
    rows += filter(None, [_compiling(why.compile or ())])
    return rows


def of_libraries(why: Why) -> Iterator[str]:
    """Yield how much of the time is in libraries, which counts for the lines that call them."""
    shares = shares_of_libraries(why)
    named = [f"{percent(share)} are in {name}" for name, share in shares.items() if share >= SOME]
    if named:
        yield f"Of the samples, {', '.join(named)}, which its lines call (sampled)."


def of_sharing(why: Why) -> Iterator[str]:
    """Yield how evenly threads share the work, and how long they wait: of the bars that are drawn.

    Of parts that are as long on the same core, one may take longer all the same: then that is its
    core's doing, and no work that is shared unevenly.
    """
    if why.waiting_share is not None and why.waiting_share >= 0.01:
        part = percent(why.waiting_share)
        yield f"In parallel loops threads have nothing to do {part} of the time (measured)."
    busy = [use.busy_s for use in why.threads_used or ()]
    seen = max(busy) * len(busy) / sum(busy) if sum(busy) else 1.0
    if why.imbalance is not None:
        yield f"The longest part takes {why.imbalance:.2f} times the mean, on the same core."
        if why.imbalance < UNEVEN <= seen:
            yield (
                f"In the call that is drawn one thread was busy {seen:.2f} times the mean: its "
                "core was slower, or used by others, too."
            )


def _compiling(stages: Sequence[Stage]) -> str:
    """Say what compiling took: LLVM's part, Numba's with its longest pass, and what is not its."""
    own = [stage for stage in stages if stage.stage != FIRST]
    numba = [stage for stage in own if not stage.stage.startswith(LLVM)]
    first = sum(stage.seconds for stage in stages if stage.stage == FIRST)
    paid = f"The first function of a process pays {seconds(first)} for all." if first else ""
    if not own:
        return paid
    longest = max(numba, key=lambda stage: stage.seconds, default=None)
    whole, passes = (sum(stage.seconds for stage in some) for some in (own, numba))
    said = f"Compiling took {seconds(whole)}: LLVM {seconds(whole - passes)}"
    if longest is not None:
        said += f", Numba’s passes {seconds(passes)} ({longest.stage} {seconds(longest.seconds)})"
    return f"{said}. {paid}".rstrip()
