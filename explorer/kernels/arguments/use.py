"""What is known of how the body of a function uses its names, its parameters among them."""

from collections.abc import Collection
from dataclasses import dataclass, field

METHODS = set(dir(str)) | set(dir(list)) | set(dir(dict)) | {
    "real", "imag", "dtype", "copy", "reshape", "ravel", "flatten", "astype", "sum", "mean",
    "std", "var", "min", "max", "argmin", "argmax", "dot", "fill", "T", "transpose", "tolist",
    "nonzero", "any", "all", "item", "cumsum", "prod", "take", "sort", "argsort", "itemsize",
    "size", "shape", "ndim", "strides", "flat", "nbytes", "conj", "conjugate", "view", "repeat",
}  # fmt: skip
"""What numbers, texts, lists, mappings and arrays have: no fields of a record."""


@dataclass
class Use:
    """What a body does with names, its parameters among them.

    `dimensions` of each as an array; names that are `written`, `read`, `iterated` over, `called`,
    used as `indices` (arrays of them) or `as_index`, as numbers of turns (`ranges`; `lengths` where
    the turns index an array), as `matrices` of linear algebra, as `texts`. `whole` maps arrays of
    small whole numbers to the largest they are compared with; `bits` are worked on bit by bit.
    `times` are the steps with which arrays are gone through, as 3 for `a[3 * i]`. `second` holds
    known lengths of a second axis, `last` of the last of more. `pointers` hold where each row of
    others begins, which are `in_rows`. `exact` are lengths that are demanded, `columns` those of a
    second axis. `ends` are those between which a number must lie, or an error is raised. `firsts`
    are numbers that a loop counts up from, `lasts` the indices that it ends at. `truths` are arrays
    whose items are true or false, `starred` what is handed on as `*name`, `open` what is called
    with that. `divided` are numbers of which a remainder is taken, or a whole part, `subtracted`
    what is taken away from something. `records` are arrays whose items have `fields` as attributes.
    `sorted` must be, `choices` are what a name is compared with, a text or whole numbers. `flat`
    are matrices in one dimension, as `a[i * m + j]`, and `sides` the numbers of their rows and
    columns. `pivots` are matrices by an item of whose diagonal something is divided.
    `lags` are numbers of turns that go back from an index, as j in `a[t - j]`.
    `cuts` are numbers at which slices begin or end. `pictures` end in an axis of few channels.
    `unpacked` are taken apart into so many names, which Numba does with tuples alone.
    `handed` lists calls: what is called, and for each argument the name and how many indices it has
    there, as in `helper(points[i])`.
    """

    function: str
    parameters: frozenset[str]
    dimensions: dict[str, int] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    indices: set[str] = field(default_factory=set)
    ranges: set[str] = field(default_factory=set)
    lengths: set[str] = field(default_factory=set)
    iterated: set[str] = field(default_factory=set)
    matrices: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    bits: set[str] = field(default_factory=set)
    complex_numbers: set[str] = field(default_factory=set)
    as_index: set[str] = field(default_factory=set)
    divided: set[str] = field(default_factory=set)
    subtracted: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    handed: list[tuple[str, tuple[tuple[str, int], ...]]] = field(default_factory=list)
    whole: dict[str, int] = field(default_factory=dict)
    second: dict[str, set[int | None]] = field(default_factory=dict)
    last: dict[str, set[int | None]] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    pointers: set[str] = field(default_factory=set)
    in_rows: set[str] = field(default_factory=set)
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    truths: set[str] = field(default_factory=set)
    starred: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    elementwise_of: set[str] = field(default_factory=set)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    fields: dict[str, list[str]] = field(default_factory=dict)
    records: set[str] = field(default_factory=set)
    ends: dict[str, tuple[float, float]] = field(default_factory=dict)
    exact: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    pivots: set[str] = field(default_factory=set)
    sorted: set[str] = field(default_factory=set)
    choices: dict[str, list[str | int]] = field(default_factory=dict)
    flat: set[str] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    cuts: set[str] = field(default_factory=set)
    lags: set[str] = field(default_factory=set)
    unpacked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    only: dict[str, set[int | None]] = field(default_factory=dict)
    takes_array: bool = False
    takes_function: bool = False
    elementwise: bool = False
    complex: bool = False

    def fixed_length(self, name: str) -> int | None:
        """Return how long an array is of which only the first items are ever used, by number."""
        if name in self.exact:
            return self.exact[name]
        items = self.only.get(name, {None})
        last = largest(items)
        return None if last is None or name in self.iterated or len(items) < 2 else 1 + last


def largest(numbers: Collection[int | None]) -> int | None:
    """Return the largest of these; None where one of them is not known."""
    known = [number for number in numbers if number is not None]
    return max(known, default=None) if len(known) == len(numbers) else None
