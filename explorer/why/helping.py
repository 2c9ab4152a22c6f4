"""Copies of a process that compile changes of a variant while it does: on cores that are idle.

It loads what they compiled. A copy can be made only before threads are there.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Any

from numba.core import bytecode, config

from explorer.measure.machine import usable_cores
from explorer.measure.plain_values import as_line, read_line
from explorer.why.candidates import Candidate, candidates, of_uneven
from explorer.why.copies import Forked
from explorer.why.handed_on import claim, hand_to_copies
from explorer.why.job import Call, Job
from explorer.why.running import CAN_BE_COPIED, LONGEST_S

MOST = 3
"""Copies: there are seldom more changes than a few."""
APART = 1_000_000
"""Numba numbers the functions that it compiles: those of each copy begin so far behind another's,
so that what is loaded from it never has the name of something that is there."""
ALL, OF_UNEVEN = "all", "of-uneven"
"""What is tried of each variant, and of one whose threads' parts are uneven."""
_CHANGES: dict[str, Callable[[Call, Job], Iterator[Candidate]]] = {
    ALL: candidates,
    OF_UNEVEN: of_uneven,
}


class Helpers:
    """Copies of this process, until `end`; make them when the variant itself is compiled."""

    def __init__(self, call: Call, job: Job) -> None:
        self._call, self._asked = call, 0
        count = min(usable_cores() - 1, MOST) if _can_be_copied(call) else 0
        self._copies = [Forked(partial(_help, call, job, number)) for number in range(count)]

    def compiled(self, which: str, job: Job) -> Iterator[Candidate]:
        """Yield the changes to be tried, in their order, each when no copy compiles it any more.

        Those that none of the copies has begun are left to be compiled by whoever calls them.
        """
        waited = False
        self._asked += 1
        for one in self._copies:
            one.tell(as_line([which, job.options]))
        for name, candidate in _named(which, self._call, job):
            if self._copies and name and not claim(name):
                if not waited:
                    self._wait()
                waited = True
                hand_to_copies(candidate.function, name)
            yield candidate

    def end(self) -> None:
        """End them; whether they had something to do or not."""
        for one in self._copies:
            one.end()
        self._copies = []

    def _wait(self) -> None:
        """Wait until each has compiled what it began, and finds nothing to be begun."""
        end = monotonic() + LONGEST_S
        for one in self._copies:
            one.read(lambda said: len(said) >= self._asked, end)


def _can_be_copied(call: Call) -> bool:
    """Whether there is a function to be changed, a place for code, and no thread beside this."""
    if not CAN_BE_COPIED or call.dispatcher is None:
        return False
    if not hasattr(bytecode.FunctionIdentity, "_unique_ids") or not config.CACHE_DIR:
        return False
    return len(os.listdir("/proc/self/task")) == 1


def _named(which: str, call: Call, job: Job) -> Iterator[tuple[str, Candidate]]:
    """The changes to be tried, each with the name that its code is handed on by.

    It is empty for what is compiled already: the variant itself with fewer threads.
    """
    for number, candidate in enumerate(_CHANGES[which](call, job)):
        is_new = candidate.function is not call.variant.function
        yield (f"{which}-{number}" if is_new else ""), candidate


def _help(call: Call, job: Job, number: int, wanted: int, answers: int) -> None:
    """Compile those changes that are asked for and nobody has begun, the last ones first."""
    bytecode.FunctionIdentity._unique_ids = itertools.count((number + 1) * APART)
    signatures = list(call.dispatcher.overloads)
    with os.fdopen(wanted, "rb") as lines:
        for line in lines:
            which, options = read_line(line)
            known = replace(job, options=None if options is None else tuple(options))
            for name, candidate in reversed([*_named(which, call, known)]):
                if name and claim(name):
                    function: Any = candidate.function
                    hand_to_copies(function, name)
                    for signature in signatures:
                        with suppress(Exception):  # Numba refuses it: whoever calls it finds out
                            function.compile(signature)
            os.write(answers, b"\n")
