"""What a kernel file says about itself, known without running it.

A kernel file is an ordinary Python module. Its public functions are the variants,
`make_args(n)` makes the data, and everything else is optional:

    '''Title

    One question?

    A lesson of a few sentences.
    '''
    sizes = "1e2:1e7"                # the default sweep: a range, values with commas, or numbers
    size_name = "elements"           # what n counts
    group = "Reductions"             # where the catalogue lists it
    dtypes = ("float64", "float32")  # passed to make_args, the first one is the default
    reference = "numpy"              # the variant, or a function of that name, that is right
    baseline = "njit"                # what speed-ups are relative to
    tolerance = 1e-12                # relative; or one a dtype: {"float64": 1e-12}
    outputs = ("out",)               # arguments that a call overwrites: checked as results
    in_place = ("grid",)             # arguments that a call reads and changes: renewed
    wrong_on_purpose = ("race",)     # variants that must come out as wrong
    not_measured = ("helper",)       # functions that are no variants
    threaded = ("blas",)             # variants with threads that their decorator does not show
    own_data = {"lists": "_as_lists"}  # of what make_args returns, a variant's own arguments
    launch = {"gpu": "out.size"}     # how many GPU threads a @cuda.jit variant takes (see `gpu`)
    spread = ("grid", "out")         # over workers: arguments that are cut along their first axis
    halo = 1                         # rows of its neighbours that a worker's share needs
    variants = ("a.py:fast",)        # variants of other files; or named: {"theirs": "a.py:fast"}
    presets = {"S": {"n": 100, "m": 3}, "L": {"n": 9000, "m": 30}}  # make_args(n, m) then

    def make_args(n, dtype="float64", seed=0): ...   # returns the tuple of arguments
    def data_bytes(n, itemsize): ...    # bytes of all the arrays that one call works on
    def bytes_moved(n, itemsize): ...   # least memory traffic of one call
    def flops(n): ...                   # floating-point operations of one call
    def combine(results): ...           # with spread: one result of what the workers return
    def make_part(n, part, parts, dtype, seed): ...  # a worker's arguments, its halo included
    def claim(run): ...                 # the lesson's sentence with figures, and if it held;
                                        # raises UndecidedError where the run cannot tell

`make_args` and `reference` may be of other files as well: "data.py:function". Files are named from
the folder of the kernel file. With `presets` their n are the default sizes; at another size the
other parameters are those of the preset whose n is nearest (as a ratio).

A function whose name begins with an underscore is no variant either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explorer.kernels.arithmetic import Formula
from explorer.kernels.definitions import is_cuda, names_in
from explorer.refused import RefusedError

RESERVED = frozenset(
    {"make_args", "make_part", "reference", "data_bytes", "bytes_moved", "flops", "claim"}
)
"""Functions of a kernel file that are never variants."""


class KernelError(RefusedError):
    """A kernel cannot be found, read or loaded; the message is one sentence for the user."""


class UndecidedError(Exception):
    """A run cannot tell whether a claim holds; the message is one sentence that says why."""


@dataclass(frozen=True)
class Variant:
    """One implementation of a kernel, as its source shows it.

    `summary` is the first line of its docstring. `decorators` holds the source of each
    decorator without the `@`. `source` is the function's own text. One with arguments of its own
    is the variant `of` another name with the expressions in `data`, or its kernel file's function
    `converter` makes them of the usual ones.
    """

    name: str
    summary: str
    line: int
    decorators: tuple[str, ...]
    parameters: tuple[str, ...]
    source: str
    wrong_on_purpose: bool = False
    options: Mapping[str, object] | None = None
    prange: bool = False
    of: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    converter: str = ""

    @property
    def base(self) -> str:
        """The name of the variant whose function it calls: its own, as a rule."""
        return self.of or self.name

    @property
    def has_own_data(self) -> bool:
        """Whether its arguments are not those of the other variants."""
        return bool(self.of or self.converter)

    @property
    def compiled(self) -> bool:
        """Whether a decorator of Numba's compiles it."""
        return any("jit" in text or "vectorize" in text for text in self.decorators)

    @property
    def for_gpu(self) -> bool:
        """Whether a decorator makes it a CUDA kernel."""
        return any(map(is_cuda, self.decorators))

    @property
    def asks_for_threads(self) -> bool:
        """Whether a decorator asks Numba for threads; only a measurement shows if it gets them."""
        return any("parallel" in text.replace("parallel=False", "") for text in self.decorators)


@dataclass(frozen=True)
class Elsewhere:
    """A function of another file that a kernel file takes under a name; its file's content."""

    name: str
    path: Path
    function: str
    sha256: str


@dataclass(frozen=True)
class Kernel:
    """One computation with its variants and data, read from a file's syntax tree.

    `function` is set for a user's own function, whose variants the program makes; `arguments`
    are then the expressions that make its arguments, None where the file has `make_args`, and the
    calls that make variants with arguments of their own (`own_data`).
    `axis` is the argument that is swept where the others do not depend on n, else n.
    `second_reference` stands in where the reference would take too long. `guessed` are the
    arguments that nobody gave, and `sources` says where each one comes from. `alike` are other
    functions of the file that were seen to give the same result, None where that was not tried.
    `lethal` are variants that ended a process of the run, or cannot be compiled: nothing is
    compared with what they return. `elsewhere` is what it takes from other files: `sha256` is then
    of all of them. `presets` are the other parameters of `make_args` by n. `remarks` are sentences
    on functions of the file that are no variants, where somebody may miss them.
    """

    name: str
    path: Path
    sha256: str
    title: str
    question: str
    lesson: str
    variants: tuple[Variant, ...]
    group: str = ""
    sizes: str = "1e2:1e6"
    size_name: str = "n"
    axis: str = "n"
    dtypes: tuple[str, ...] = ("float64",)
    reference: str | None = None
    second_reference: str | None = None
    baseline: str | None = None
    outputs: tuple[str, ...] = ()
    in_place: tuple[str, ...] = ()
    threaded: tuple[str, ...] = ()
    function: str | None = None
    arguments: Mapping[str, str] | None = None
    guessed: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[str, ...] | None = None
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    lethal: frozenset[str] = frozenset()
    elsewhere: tuple[Elsewhere, ...] = ()
    presets: Mapping[int, Mapping[str, int | float | str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """How it is named on the command line: its file, or `path.py:function`."""
        return str(self.path) if self.function is None else f"{self.path}:{self.function}"

    @property
    def shared_arguments(self) -> dict[str, str] | None:
        """The expressions of the function's arguments, without what variants have of their own."""
        own = {variant.name for variant in self.variants if variant.of}
        found = self.arguments
        return None if found is None else {k: v for k, v in found.items() if k not in own}

    @property
    def grows(self) -> bool:
        """Whether its data may depend on the size."""
        found = self.arguments
        return found is None or any("n" in names_in(text) for text in found.values())

    @property
    def variant_names(self) -> tuple[str, ...]:
        """The names of all variants in the order of the file."""
        return tuple(variant.name for variant in self.variants)

    def variant(self, name: str) -> Variant:
        """Return the variant of that name; raises KernelError naming those there are."""
        for variant in self.variants:
            if variant.name == name:
                return variant
        raise KernelError(
            f"The kernel “{self.name}” has no variant “{name}”; "
            f"it has {', '.join(self.variant_names)}."
        )

    def origin(self, variant: str) -> str:
        """Where a variant is from another file, `path.py:function`; empty for the file's own."""
        found = (one for one in self.elsewhere if one.name == variant)
        return next((f"{one.path}:{one.function}" for one in found), "")

    def is_threaded(self, variant: str) -> bool:
        """Whether a variant's time is expected to depend on the thread count."""
        return self.variant(variant).asks_for_threads or variant in self.threaded

    def data_bytes(self, n: int, itemsize: int) -> float | None:
        """Bytes of the arrays that one call works on, where the file says so."""
        return self._evaluate("data_bytes", n, itemsize)

    def bytes_moved(self, n: int, itemsize: int) -> float | None:
        """Least memory traffic of one call in bytes, where the file says so."""
        return self._evaluate("bytes_moved", n, itemsize)

    def flops(self, n: int) -> float | None:
        """Floating-point operations of one call, where the file says so."""
        return self._evaluate("flops", n, 0)

    def _evaluate(self, name: str, n: int, itemsize: int) -> float | None:
        formula = self.formulas.get(name)
        return None if formula is None else formula(n=n, itemsize=itemsize)
