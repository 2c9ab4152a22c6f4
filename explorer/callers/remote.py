"""The worker's side of asking how a variant serves several callers on a host of a cluster."""

import json
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from explorer.callers.asking import ask
from explorer.callers.facts import Callers, Job
from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target
from explorer.measure.question import Question
from explorer.measure.reserving import Reserved
from explorer.measure.resident import GONE, Resident
from explorer.measure.sending import Unpacked, packed


def sent(kernel: Kernel) -> str:
    """Write a kernel as `RemoteCallers` begins with; raises KernelError where a file is gone."""
    return json.dumps(packed(kernel))


def asked(there: Resident, job: Job, numbers: Sequence[int], layer: str | None) -> Callers:
    """Ask as `asking.ask`, but on a host; raises LostError where that is gone."""
    encoded = msgspec.json.encode(job).decode()
    try:
        answer = there.answer(there.actor.serve(encoded, list(numbers), layer))
    except GONE as error:
        raise there.lost(error) from error
    if not answer:
        raise there.given_up()
    return msgspec.json.decode(answer, type=Callers)


class RemoteCallers(Reserved):
    """Asks in processes of this host."""

    def __init__(self, number: str, who: str) -> None:
        super().__init__(number, who)
        self._unpacked: Unpacked | None = None
        self._question: Question | None = None

    def begin(self, job: str) -> str:
        """Get ready; returns who else measures here meanwhile, and then does nothing."""
        other = self._reserve()
        if not other:
            self._unpacked = Unpacked(json.loads(job))
        return other

    def serve(self, job: str, numbers: list[int], layer: str | None) -> str:
        """Return what was found out, encoded; nothing where the asking was given up meanwhile."""
        assert self._unpacked is not None
        kernel = self._unpacked.kernel
        wanted = replace(msgspec.json.decode(job, type=Job), target=Target.of(kernel))
        found = ask(wanted, kernel.name, numbers, layer, begun=self._watch_over)
        return "" if self.expired else msgspec.json.encode(found).decode()

    def _watch_over(self, question: Question) -> None:
        self._question = question
        if self._ended.is_set():
            question.give_up()

    def _end(self) -> None:
        super()._end()
        if self._question is not None:
            self._question.give_up()

    def _closed(self) -> None:
        if self._unpacked is not None:
            self._unpacked.close()
