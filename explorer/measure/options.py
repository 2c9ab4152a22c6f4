"""The one table of options: what can be asked of a run, each declared once.

A field with its `Option` is a flag and its help on the command line, a row of the form, a part of
the plan and of the run file, and a check of what is allowed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from explorer import layers
from explorer.units import count

AUTOMATIC, HERE, SEPARATE = "auto", "here", "separate"
PLACING = "omp"
"""The layer that can be told where to place threads."""
SIDES = ("layer", "binding")
"""Options by which two processes that take turns can differ: who runs threads, and where."""


@dataclass(frozen=True)
class Option:
    """How an option is written, explained, limited and shown.

    `flag` and `metavar` are the command line's, `explained` is the help and the form's tool tip.
    `label` is the form's, with a mnemonic; without one the form has a field of its own. A number
    is from `low` to `high`, and shown `scale` times as large, to so many `decimals`, with its
    `unit`. `choices` map a value to its words in the form and what it means.

    Where `fixed` names it, a run that goes on cannot have another value of it. Where a run is
    added to, its value is kept unless it is asked for `anew` each time.
    """

    flag: str
    explained: str
    metavar: str = ""
    read: Callable[[str], Any] = str
    label: str = ""
    low: float | None = None
    high: float | None = None
    scale: float = 1.0
    decimals: int = 0
    unit: str = ""
    choices: Mapping[Any, tuple[str, str]] = field(default_factory=dict)
    fixed: str = ""
    anew: bool = False

    @property
    def script(self) -> str:
        """Its name in `explorer.measure`: the flag as Python writes names."""
        return self.flag.removeprefix("--").replace("-", "_")

    @property
    def words(self) -> tuple[str, ...]:
        """The values of a choice that can be written."""
        return tuple(value for value in self.choices if value is not None)

    def problem(self, value: Any) -> str:
        """Return a sentence about a value that is not allowed, empty for one that is."""
        name = self.script.replace("_", " ").capitalize()
        if self.choices and value not in self.choices:
            return f"{name}: there is no “{value}”; there are {', '.join(self.words)}."
        if value is None:
            return ""
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            unit = self.unit if self.scale == 1 else ""
            high = count(self.high) if self.high >= 1 else f"{self.high:g}"
            return f"{name}: {value:g}{unit} is not between {self.low:g} and {high}{unit}."
        return ""


def declared(default: Any, option: Option) -> Any:
    """Return the dataclass field of an option."""
    return field(default=default, metadata={"option": option})


@dataclass(frozen=True, kw_only=True)
class Options:
    """How well, how long at most, how often and where a plan is measured.

    `precision` is the wanted half-width of the interval over the median. `budget_s` is seconds
    of measuring, checks and untimed calls included, compiling apart. `call_limit_s`: a call
    predicted to take longer is not made. `repeats` is in how many fresh processes all of this is
    done, one after the other, each with its own compiling and its own budget. `process` says where
    to measure: `here`, in a `separate` process, or as the plan needs. `layer` is the threading
    layer wanted, None for Numba's choice. `binding` is where threads are
    placed, None as it comes. `cold_starts` is how often each compiled variant is
    started in a process that has nothing compiled, and in one that finds it in Numba's cache.
    `tolerance` is the deviation from the reference, over
    an element's magnitude, up to which a result is right, None to follow from the dtypes.
    """

    precision: float = declared(
        0.02,
        Option(
            "--precision", "wanted half-width of the interval over the median", "SHARE", float,
            "&Precision", low=0.001, high=0.5, scale=100, decimals=1, unit=" %",
        ),
    )  # fmt: skip
    budget_s: float = declared(
        10.0,
        Option(
            "--budget", "seconds of measuring at most, compiling apart; more for many points, "
            "unless it is given", "SECONDS", float,
            "B&udget", low=0.1, high=86_400, decimals=1, unit=" s", anew=True,
        ),
    )  # fmt: skip
    call_limit_s: float = declared(
        0.5,
        Option(
            "--call-limit", "a call predicted to take longer is not made", "SECONDS", float,
            "&Longest call", low=1e-6, high=86_400, decimals=2, unit=" s",
        ),
    )  # fmt: skip
    repeats: int = declared(
        1,
        Option(
            "--repeat", "do all of it in so many fresh processes, each with its own compiling and "
            "budget, and show what they differ by; 6 or more tell it surely", "N", int,
            "Fresh pr&ocesses", low=1, high=50, fixed="number of processes", anew=True,
        ),
    )  # fmt: skip
    process: str = declared(
        AUTOMATIC,
        Option(
            "--process", "where to measure: in this process, in one of its own, or as needed",
            label="&Where",
            choices={
                AUTOMATIC: (
                    "Automatic",
                    "In this program, or in a process of its own where that is needed",
                ),
                HERE: ("This program", "In this program’s own process, wherever that can be done"),
                SEPARATE: (
                    "Own process",
                    "In a process of its own, which can crash or be ended alone",
                ),
            },
        ),
    )  # fmt: skip
    layer: str | None = declared(
        None,
        Option(
            "--layer", "the library that runs Numba’s parallel loops", label="Threading la&yer",
            fixed="threading layer",
            choices={
                None: ("Automatic", "The one that Numba chooses"),
                **{layer.name: (layer.name, layer.explained) for layer in layers.TABLE},
            },
        ),
    )  # fmt: skip
    binding: str | None = declared(
        None,
        Option(
            "--binding", "where threads are placed; the threading layer is omp then, as no other "
            "places them", label="Thread placement", fixed="placement of threads",
            choices={
                None: ("Automatic", "As the environment says, else wherever the system puts them"),
                "close": (
                    "close",
                    "On cores next to each other: OMP_PROC_BIND=close, OMP_PLACES=cores",
                ),
                "spread": (
                    "spread",
                    "As far apart as can be: OMP_PROC_BIND=spread, OMP_PLACES=cores",
                ),
                "free": ("free", "Never bound to a core: OMP_PROC_BIND=false"),
            },
        ),
    )  # fmt: skip
    cold_starts: int = declared(
        0,
        Option(
            "--cold-starts", "start each variant so often in fresh processes, without and with "
            "Numba’s on-disk cache, and show what a program pays before its first result", "N", int,
            "Cold st&arts", low=0, high=20, anew=True,
        ),
    )  # fmt: skip
    seed: int = declared(
        0,
        Option(
            "--seed", "another one makes other data, and measures in another order", "N", int,
            "Rando&m seed", low=0, high=2**32 - 1, fixed="seed",
        ),
    )  # fmt: skip
    tolerance: float | None = declared(
        None,
        Option(
            "--tolerance", "deviation from the reference that is right, as a share of an element; "
            "unless given it follows from the dtypes", "SHARE", float, low=0.0, high=1.0,
            fixed="tolerance",
        ),
    )  # fmt: skip


def table(kind: type[Options] = Options) -> dict[str, Option]:
    """Return the options of `Options`, or of `plan.Asked`, by name, what to measure before how.

    A default is the class's attribute.
    """
    declared = sorted(fields(kind), key=lambda found: hasattr(Options, found.name))
    return {f.name: f.metadata["option"] for f in declared if "option" in f.metadata}
