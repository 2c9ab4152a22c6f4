"""Who calls next: nobody finds what another one changes of the process, or is blamed for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FunctionType, ModuleType

from numba.core.registry import CPUDispatcher

from explorer.measure.events import Checked
from explorer.measure.file_data import FileData
from explorer.measure.plan import Point
from explorer.measure.process_state import CodeNames, ProcessState
from explorer.measure.strays import CopiedError

RAISED = (Exception, SystemExit, GeneratorExit)
"""What measured code may raise without ending more than its own point; an interrupt is the
user's."""
ASKED_AGAIN = 4
"""Calls of a point whose result is wrong, with what the file holds now and with what it held."""


class Turns:
    """Gives back what calls change, and remembers who changes what the file holds.

    Looking at all of the state takes longer than a short call. So it is looked at after the first
    calls of each variant at each size, and later only after those that were seen to change it.
    `depending` are the variants whose results were seen to depend on what others change of the
    file, each with a sentence about that.
    """

    def __init__(self, state: ProcessState | None = None, file: ModuleType | None = None) -> None:
        """Without a state only the functions and modules of the `file` are given back.

        It is the module of the kernel's file.
        """
        self._state, self._data = state, FileData(file)
        self._code = CodeNames({} if file is None else vars(file), _is_code)
        self._meddling: set[str] = set()
        self._outside: dict[str, tuple[str, ...]] = {}
        self.depending: dict[str, str] = {}
        self._now = ""

    @property
    def said(self) -> tuple[str, ...]:
        """Sentences that say which variants change what the file holds beside its arguments."""
        return tuple(
            f"{name} changes {', '.join(places)} of the file, which is no argument: what others "
            "give may depend on that."
            for name, places in self._outside.items()
        )

    def to(self, variant: str, size: int | None = None) -> None:
        """Begin the turn of a variant, or of the file, at a size."""
        if self._now in self._meddling:
            self._restore()
        self._now = variant
        if size is not None:
            self._data.turn_to(size)

    def _restore(self) -> bool:
        """Give back the process's state, and the file's functions and modules."""
        restored = self._state is not None and self._state.restore()
        return self._code.restore() or restored

    @contextmanager
    def making(self, size: int) -> Iterator[None]:
        """Have the turn of the file, which makes the data of a size."""
        self.to("")
        self._data.changed()  # by batches of variants
        yield
        self._data.made_for(size)

    @contextmanager
    def with_data_of(self, size: int, then: int) -> Iterator[None]:
        """Have in the file what belongs to the data of a size, and of another size after that."""
        self._data.turn_to(size)
        try:
            yield
        finally:
            self._data.turn_to(then)

    def begin(self, size: int) -> None:
        """Remember what the file holds before anything is called at a size."""
        self._data.turn_to(size)
        self._data.remember(size)

    @contextmanager
    def of(self, variant: str) -> Iterator[None]:
        """Have the turn of a variant whose first calls these are; raises CopiedError."""
        self.to(variant)
        self._data.changed()  # by batches of others
        came_back = False
        try:
            yield
        finally:
            if self._restore():  # first of all: nothing else may work as it should
                self._meddling.add(variant)
            if changed := self._data.changed():
                known = self._outside.get(variant, ())
                self._outside[variant] = tuple(dict.fromkeys([*known, *changed]))
            if self._state is not None:
                came_back = self._state.copies.end()
        if came_back:
            raise CopiedError(
                f"{variant} copies the process (os.fork), and the copy returns from the call, too; "
                "it must end in it, by os._exit."
            )

    def excused(self, checked: Checked, is_right: Callable[[], bool]) -> Checked:
        """Say that nothing is known of a wrong result which others may be the reason for.

        `is_right` calls the point again and tells whether its result is right.
        """
        others = {n: places for n, places in self._outside.items() if n != checked.point.variant}
        if not checked.wrong or not others:
            return checked
        try:
            if any(is_right() for _ in range(ASKED_AGAIN)):
                return checked  # a rare fault, or a race
            with self._data.as_first(checked.point.size):
                innocent = all(is_right() for _ in range(ASKED_AGAIN))
        except Exception:  # the variant's own code
            return checked
        if not innocent:
            return checked
        reason = self.depending.setdefault(
            checked.point.variant, _because("Its result is right", others)
        )
        return Checked(checked.point, None, unchecked=reason)

    def blamed(self, point: Point, call: Callable[[], object]) -> str:
        """Say who may be the reason for a failure of a point; nothing where nobody may be."""
        others = {n: places for n, places in self._outside.items() if n != point.variant}
        if not others:
            return ""
        for size in dict.fromkeys([point.size, *self._data.sizes]):
            with suppress(*RAISED), self._data.as_first(size):  # the variant's own code
                for _ in range(ASKED_AGAIN):
                    call()
                return _because("It can be called", others)
        return ""


def _is_code(value: object) -> bool:
    return isinstance(value, (ModuleType, FunctionType, CPUDispatcher))


def _because(so: str, others: dict[str, tuple[str, ...]]) -> str:
    names = list(others)
    who = names[0] if not names[1:] else f"{', '.join(names[:-1])} or {names[-1]}"
    what = ", ".join(dict.fromkeys(place for places in others.values() for place in places))
    return (
        f"{so} with what the file held at first, but {who} changes {what} of the "
        "file, which is no argument."
    )
