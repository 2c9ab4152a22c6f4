"""The process that computes a worker's shares: requests on its input, answers on its output.

It keeps the data of its shares, and times each call with a clock of its own, so that what the way
there and back takes is known apart.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from explorer.measure import manners, strays
from explorer.workers import cutting, frames
from explorer.workers.facts import Way

if TYPE_CHECKING:
    from explorer.kernels.target import Target

DONE, FAILED = "done", "failed"
Key = tuple[int, int, int]
"""A size, a share's place, and of how many."""


def main() -> None:
    """Answer what is asked until nobody asks any more."""
    manners.end_with_parent()
    commands, answers = manners.own_channels()
    manners.limit_memory()
    bench = Bench()
    while True:
        try:
            request = frames.read(commands.buffer)
        except frames.EndedError:
            return
        frames.write(answers, answer(bench, request))


def answer(bench: Bench, request: bytes) -> bytes:
    """Do what a request says; return what came of it, or a sentence that says why nothing did."""
    name, arguments = pickle.loads(request)
    try:
        return pickle.dumps((DONE, getattr(bench, name)(*arguments)), pickle.HIGHEST_PROTOCOL)
    except BaseException as error:  # the user's own code
        there = bench.target
        return pickle.dumps((FAILED, str(error) if there is None else there.failure(error)))


@dataclass
class Share:
    """Arguments by their names, copies of those that calls change, and what was returned last."""

    named: dict[str, Any]
    originals: dict[str, Any]
    returned: Any = None


class Bench:
    """A kernel that was run, and its shares."""

    target: Target | None = None

    def begin(self, content: Mapping[str, Any], variants: tuple[str, ...], way: Way, dtype: str,
              seed: int) -> None:  # fmt: skip
        """Run the kernel's file."""
        from explorer.kernels.target import Target
        from explorer.measure.sending import Unpacked
        from explorer.measure.threads import ThreadCount
        from explorer.workers.opened import Opened

        self._unpacked = Unpacked(content)
        kernel = self._unpacked.kernel
        self.target = Target.of(kernel)
        self.target.go_home()
        self._opened = Opened(kernel, variants)
        self._way, self._dtype, self._seed = way, dtype, seed
        self._shares: dict[Key, Share] = {}
        self._threads = ThreadCount()

    def nothing(self) -> None:
        """Answer at once."""

    def left_behind(self) -> list[str]:
        """Return a sentence for each program that the kernel started and that still runs."""
        return strays.started_here()

    def block(self, number: int) -> bytes:
        """Return so many bytes."""
        return bytes(number)

    def make(self, size: int, part: int, parts: int) -> tuple[int, cutting.Edges]:
        """Make a share where it is used; return its bytes, and the rows that its neighbours need.

        The whole is the share of one.
        """
        from explorer.measure.values import bytes_of

        opened, way = self._opened, self._way
        if way.makes and parts > 1:
            named = opened.share(size, part, parts, self._dtype, self._seed)
        else:
            named = opened.named(size, self._dtype, self._seed)
            if parts > 1:
                named = cutting.cut(named, way, part, parts)
        originals = {name: named[name].copy() for name in opened.kernel.in_place if name in named}
        self._shares[size, part, parts] = Share(named, originals)
        return bytes_of(tuple(named.values())), cutting.edges(named, way, part, parts)

    def call(self, key: Key, variant: str, threads: int,
             given: cutting.Edges) -> tuple[float, cutting.Left]:  # fmt: skip
        """Take the neighbours' rows and call; return the seconds, and what is left."""
        share = self._shares[key]
        self._threads.set(threads)
        cutting.put(share.named, given, self._way.halo)
        arguments = tuple(share.named.values())
        function = self._opened.loaded.variants[variant].function
        began = perf_counter()
        share.returned = function(*arguments)
        spent = perf_counter() - began
        return spent, self._left(share, key)

    def idle(self, key: Key, given: cutting.Edges) -> tuple[float, cutting.Left]:
        """Do all of a call but the computing."""
        share = self._shares[key]
        cutting.put(share.named, given, self._way.halo)
        return 0.0, self._left(share, key)

    def renew(self, key: Key) -> None:
        """Put back what calls have changed."""
        share = self._shares[key]
        for name, original in share.originals.items():
            share.named[name][...] = original

    def alone(self, size: int, variant: str, threads: int, for_s: float) -> float:
        """Call again and again on all the data; return the median of the calls' seconds."""
        share = self._shares[size, 0, 1]
        self._threads.set(threads)
        function = self._opened.loaded.variants[variant].function
        arguments, spent = tuple(share.named.values()), list[float]()
        while not spent or sum(spent) < for_s:
            spent.append(_seconds(function, arguments))
            if share.originals:
                self.renew((size, 0, 1))
        return median(spent)

    def reference(self, size: int) -> tuple[Any, float | None]:
        """Return what is right, of a reference on data of its own, and the tolerance."""
        loaded = self._opened.loaded
        named = self._opened.named(size, self._dtype, self._seed)
        value = loaded.references[0].function(*named.values())
        found = (value, *self._opened.outputs(named).values())
        return found, loaded.tolerance(self._dtype)

    def results(self, key: Key) -> tuple[Any, dict[str, Any]]:
        """Return what the last call returned, and its own rows of the outputs."""
        share, (_, part, parts) = self._shares[key], key
        outputs = {
            name: cutting.trimmed(value, self._way, part, parts)
            if name in self._way.spread else value
            for name, value in self._opened.outputs(share.named).items()
        }  # fmt: skip
        return share.returned, outputs

    def _left(self, share: Share, key: Key) -> cutting.Left:
        outputs = self._opened.outputs(share.named)
        there = {name: value for name, value in outputs.items() if name not in self._way.spread}
        return cutting.Left(share.returned, there, cutting.edges(share.named, self._way, *key[1:]))

    def drop(self, size: int) -> None:
        """Forget the shares of a size."""
        for key in [key for key in self._shares if key[0] == size]:
            del self._shares[key]


def _seconds(function: Callable[..., Any], arguments: tuple[Any, ...]) -> float:
    began = perf_counter()
    function(*arguments)
    return perf_counter() - began


if __name__ == "__main__":
    main()
    manners.end()
