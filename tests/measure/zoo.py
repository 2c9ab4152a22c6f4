"""A zoo of variants whose verdict is known: right and wrong ones, pure and impure ones.

A group is a kernel file: what it begins with, its parameters, and its variants by name, each with
the body of its function, in one line or in several; lines that begin with @ come before it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from explorer.kernels.listing import read
from explorer.measure.asking import plan_of
from explorer.measure.batch import Stopwatch
from explorer.measure.run import run
from explorer.results.analysis import contenders, wrong_variants
from explorer.results.fold import fold
from explorer.results.record import Run


@dataclass(frozen=True)
class Group:
    """A kernel file, its first right variant the reference, which may be `named` as that.

    `threads` are those it is measured with. Where it is `raising`, the right one raises.
    """

    head: str
    parameters: str
    right: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    sizes: str = "40,200"
    threads: str = "1"
    named: bool = True
    raising: bool = False

    def text(self) -> str:
        """Return the file."""
        made = [f'sizes = "{self.sizes}"', "import math", "import numpy as np", "import numba"]
        if self.named:
            made.append(f'reference = "{next(iter(self.right))}"')
        made.append(textwrap.dedent(self.head))
        for name, body in {**self.right, **self.wrong}.items():
            lines = body.strip().splitlines()
            while lines[0].startswith("@"):
                made.append(lines.pop(0))
            made.append(f"def {name}({self.parameters}):")
            made += [f"    {line}" for line in lines]
        return "\n".join(made) + "\n"


RANDOM = """
keep = {}
def make_args(n): return (np.random.default_rng(1).random(n) + 0.5,)
"""

GROUPS = {
    "a total of floats": Group(
        RANDOM, "a",
        right={
            "plain": "return a.sum()",
            "exact": "return math.fsum(a)",
            "in_order": "return float(np.cumsum(a)[-1])",
            "backwards": "return a[::-1].sum()",
            "sorted_copy": "return np.sort(a).sum()",
            "of_a_list": "return sum(a.tolist())",
            "by_dot": "return float(np.dot(a, np.ones(len(a))))",
            "zero_d": "return np.array(a.sum())",
            "wide": "return a.astype(np.longdouble).sum()",
            "chunks": "return sum(part.sum() for part in np.array_split(a, 5))",
            "complex_real": "return complex(a.sum())",
            "by_hand": "total = 0.0\nfor x in a: total += x\nreturn total",
            "compiled": "@numba.njit\ntotal = 0.0\nfor x in a: total += x\nreturn total",
            "fast": "@numba.njit(fastmath=True)\ntotal = 0.0\nfor x in a: total += x\nreturn total",
            "sorts_it": "a.sort()\nreturn a.sum()",
            "zeroes_it": "total = a.sum()\na[:] = 0\nreturn total",
            "scales_it": "a *= 2\nreturn a.sum() / 2",
            "reverses_it": "a[:] = a[::-1].copy()\nreturn a.sum()",
        },
        wrong={
            "all_but_last": "return a[:-1].sum()",
            "all_but_first": "return a[1:].sum()",
            "a_bit_more": "return a.sum() * (1 + 1e-6)",
            "single": "return a.astype(np.float32).sum()",
            "whole": "return int(a.sum())",
            "negative": "return -a.sum()",
            "mean": "return a.mean()",
            "nothing": "a.sum()",
            "text": "return str(a.sum())",
            "array": "return np.array([a.sum()])",
            "listed": "return [a.sum()]",
            "nan": "return float('nan')",
            "infinite": "return float('inf')",
            "first_ever": "first = keep.setdefault('first', a.sum())\nreturn first",
            "times_called": "keep['n'] = keep.get('n', 0) + 1\nreturn a.sum() + keep['n']",
            "every_other": "keep['m'] = keep.get('m', 0) + 1\nreturn a.sum() + keep['m'] % 2",
            "rarely": "keep['r'] = keep.get('r', 0) + 1\nreturn a.sum() + (keep['r'] % 97 == 96)",
            "by_chance": "return a.sum() + np.random.random()",
            "spoils_and_errs": "a[0] += 1\nreturn a.sum()",
            "lazily": "return (a.sum() for _ in range(1))",
            "raises": "raise ValueError('no')",
            "wrong_later": "return a.sum() + (len(a) > 100)",
            "the_input": "return a",
        },
    ),
    "one result for each element": Group(
        RANDOM, "a",
        right={
            "plain": "return 2 * a + 1",
            "listed": "return [2 * x + 1 for x in a]",
            "floats": "return [2 * x + 1 for x in a.tolist()]",
            "written": "made = np.empty_like(a)\nmade[:] = 2 * a + 1\nreturn made",
            "strided": "made = np.empty(2 * len(a))\nmade[::2] = 2 * a + 1\nreturn made[::2]",
            "reversed_twice": "return (2 * a[::-1] + 1)[::-1]",
            "objects": "return (2 * a.astype(object) + 1)",
            "complex_too": "return 2 * a + 1 + 0j",
            "in_its_argument": "a *= 2\na += 1\nreturn a",
            "compiled": "@numba.njit\nreturn 2 * a + 1",
            "buffer": "made = keep.setdefault(len(a), np.empty_like(a))\nmade[:] = 2 * a + 1\n"
            "return made",
        },
        wrong={
            "one_left_out": "made = 2 * a + 1\nmade[len(a) // 2] = 0\nreturn made",
            "last_left_out": "made = 2 * a + 1\nmade[-1] = a[-1]\nreturn made",
            "shorter": "return (2 * a + 1)[:-1]",
            "column": "return (2 * a + 1)[:, None]",
            "neighbours": "made = 2 * a + 1\nmade[:2] = made[1::-1].copy()\nreturn made",
            "rounded": "return np.round(2 * a + 1, 6)",
            "whole": "return (2 * a + 1).astype(np.int64)",
            "unchanged": "return a",
            "a_nan": "made = 2 * a + 1\nmade[3] = np.nan\nreturn made",
            "an_infinity": "made = 2 * a + 1\nmade[3] = np.inf\nreturn made",
            "imaginary": "return 2 * a + 1 + 1e-3j",
            "texts": "return (2 * a + 1).astype(str)",
            "one_number": "return 3.0",
            "true": "return (2 * a + 1) > 0",
            "added_up": "made = keep.setdefault(len(a), np.ones_like(a))\nmade += 2 * a\n"
            "return made",
            "unwritten": "@numba.njit\nmade = np.zeros_like(a)\n"
            "for i in range(len(a) - 1): made[i] = 2 * a[i] + 1\nreturn made",
        },
    ),
    "whole numbers": Group(
        "def make_args(n): return (np.arange(n) + 10**10,)", "a",
        right={
            "plain": "return a.sum()",
            "python": "return sum(a.tolist())",
            "unsigned": "return a.astype(np.uint64).sum()",
            "compiled": "@numba.njit\ntotal = 0\nfor x in a: total += x\nreturn total",
            "counted": "return int(len(a) * 10**10 + len(a) * (len(a) - 1) // 2)",
            "as_float": "return float(a.sum())",
            "rounds": "return (a * 0.1).sum() * 10",
        },
        wrong={
            "one_more": "return a.sum() + 1",
            "one_more_as_float": "return float(a.sum() + 1)",
            "narrow": "return a.astype(np.int32).sum()",
            "a_byte": "return a.astype(np.int8).sum()",
            "bits": "return np.bitwise_or.reduce(a)",
        },
    ),
    "whole arrays": Group(
        "def make_args(n): return (np.arange(n) * 3,)", "a",
        right={
            "plain": "return a % 7",
            "narrow": "return (a % 7).astype(np.int8)",
            "listed": "return [x % 7 for x in a.tolist()]",
            "floats": "return (a % 7) * 1.0",
            "unsigned": "return (a % 7).astype(np.uint64)",
        },
        wrong={
            "one_off": "made = a % 7\nmade[5] += 1\nreturn made",
            "signs": "return -(a % 7)",
            "wrapped": "return ((a % 7) + 256 * (a > 30)).astype(np.int16)",
            "least": "made = a % 7\nmade[0] = np.iinfo(np.int64).min\nreturn made",
        },
    ),
    "beyond 64 bits": Group(
        "def make_args(n): return (n,)", "n",
        right={
            "plain": "return 3 ** n",
            "loop": "made = 1\nfor _ in range(n): made *= 3\nreturn made",
        },
        wrong={
            "wraps": "return int(np.multiply.reduce(np.full(n, 3, dtype=np.int64)))",
            "compiled": "@numba.njit\nmade = 1\nfor _ in range(n): made *= 3\nreturn made",
            "off_by_one": "return 3 ** n + 1",
        },
    ),
    "text": Group(
        "def make_args(n): return (['b', 'a', 'c'] * n,)", "words",
        right={
            "plain": "return ''.join(words)",
            "reduced": "made = ''\nfor word in words: made += word\nreturn made",
        },
        wrong={
            "other": "return ''.join(sorted(words))",
            "bytes_": "return ''.join(words).encode()",
            "shorter": "return ''.join(words[1:])",
        },
    ),
    "sets": Group(
        "def make_args(n): return ([3, 1, 2] * n,)", "items",
        right={
            "plain": "return set(items)",
            "never_changing": "return frozenset(items)",
        },
        wrong={
            "one_missing": "return set(items) - {1}",
            "a_list": "return sorted(set(items))",
        },
    ),
    "mappings": Group(
        "def make_args(n): return (['b', 'a', 'c'] * n,)", "words",
        right={
            "plain": "return {word: words.count(word) for word in sorted(set(words))}",
            "another_order": "return {word: words.count(word) for word in set(words)}",
            "counter": "import collections\nreturn collections.Counter(words)",
        },
        wrong={
            "one_key_less": "return {word: words.count(word) for word in 'ab'}",
            "one_off": "return {word: words.count(word) + (word == 'a') for word in 'abc'}",
        },
    ),
    "dates": Group(
        """
        import datetime
        def make_args(n): return (n,)
        """, "n",
        right={
            "plain": "return np.datetime64('2020-01-01', 'D') + np.timedelta64(n, 'D')",
            "again": "return np.datetime64(18_262 + n, 'D')",
        },
        wrong={
            "next_day": "return np.datetime64(18_263 + n, 'D')",
            "not_a_time": "return np.datetime64('NaT', 'D')",
            "a_number": "return n",
        },
    ),
    "records": Group(
        """
        kind = np.dtype([("x", "f8"), ("k", "i4")])
        def make_args(n): return (np.zeros(n, dtype=kind),)
        """, "a",
        right={
            "plain": "made = a.copy()\nmade['x'] += 1\nreturn made",
            "loop": "made = a.copy()\nfor i in range(len(a)): made[i]['x'] = a[i]['x'] + 1\n"
            "return made",
        },
        wrong={
            "other_field": "made = a.copy()\nmade['x'] += 1\nmade['k'][2] = 7\nreturn made",
            "same": "return a.copy()",
            "one_field": "return a['x'] + 1",
        },
    ),
    "exact numbers": Group(
        """
        import decimal, fractions
        def make_args(n): return (n,)
        """, "n",
        right={
            "plain": "return decimal.Decimal(n) / 8",
            "again": "return sum([decimal.Decimal('0.125')] * n)",
        },
        wrong={
            "a_little_off": "return decimal.Decimal(n) / 8 + decimal.Decimal('1e-20')",
            "half": "return decimal.Decimal(n) / 16",
        },
    ),
    "several results": Group(
        RANDOM, "a",
        right={
            "plain": "return a.min(), a.max()",
            "listed": "return [min(a), max(a)]",
            "by_sorting": "made = sorted(a)\nreturn made[0], made[-1]",
            "named": "import collections\n"
            "return collections.namedtuple('Ends', 'low high')(a.min(), a.max())",
            "compiled": "@numba.njit\nreturn a.min(), a.max()",
        },
        wrong={
            "swapped": "return a.max(), a.min()",
            "three": "return a.min(), a.max(), 0.0",
            "one": "return a.min()",
            "second_off": "return a.min(), a.max() + 1e-3",
            "nested": "return ((a.min(), a.max()),)",
            "part_none": "return a.min(), None",
        },
    ),
    "an output to fill": Group(
        """
        outputs = ["out"]
        def make_args(n): return np.random.default_rng(1).random(n), np.empty(n)
        """, "a, out",
        right={
            "plain": "out[:] = a * a",
            "by_ufunc": "np.multiply(a, a, out=out)",
            "returns_it": "out[:] = a * a\nreturn out",
            "loop": "for i in range(len(a)): out[i] = a[i] * a[i]",
            "compiled": "@numba.njit\nfor i in range(len(a)): out[i] = a[i] * a[i]",
            "squares_its_input": "a *= a\nout[:] = a",
        },
        wrong={
            "nothing": "a * a",
            "one_less": "out[:-1] = a[:-1] * a[:-1]",
            "adds": "out += a * a",
            "elsewhere": "a[:] = a * a",
            "rebinds": "out = a * a",
            "zeroes": "out[:] = 0",
            "reads_before": "out[:] = np.where(np.isnan(out), 0, a * a)",
        },
    ),
    "in place": Group(
        """
        in_place = ["a"]
        def make_args(n): return (np.random.default_rng(1).permutation(n).astype(float),)
        """, "a",
        right={
            "plain": "a.sort()",
            "a_copy_back": "a[:] = np.sort(a)",
            "by_python": "a[:] = sorted(a.tolist())",
            "returns_it": "a.sort()\nreturn a",
            "compiled": "@numba.njit\na.sort()",
        },
        wrong={
            "a_copy": "np.sort(a)",
            "descending": "a[::-1].sort()",
            "all_but_last": "a[:-1].sort()",
            "nothing": "pass",
            "doubled": "a.sort()\na[0] = a[1]",
        },
    ),
    "what belongs together": Group(
        """
        from collections import namedtuple
        Pair = namedtuple("Pair", "mass extra")
        def make_args(n): return (Pair(np.random.default_rng(1).random(n), [1.0, 2.0]), {"k": 3.0})
        """, "p, d",
        right={
            "plain": "return p.mass.sum() * p.extra[1] + d['k']",
            "spoils_the_array": "made = p.mass.sum() * p.extra[1] + d['k']\np.mass[:] = 9\n"
            "return made",
            "spoils_the_list": "made = p.mass.sum() * p.extra[1] + d['k']\np.extra[1] = 9\n"
            "return made",
            "spoils_the_dict": "made = p.mass.sum() * p.extra[1] + d['k']\nd['k'] = 9\nreturn made",
            "grows_the_list": "made = p.mass.sum() * p.extra[1] + d['k']\np.extra.insert(0, 9)\n"
            "return made",
            "innocent": "return p.mass.sum() * p.extra[1] + d['k']",
        },
        wrong={
            "forgets_the_dict": "return p.mass.sum() * p.extra[1]",
            "other_item": "return p.mass.sum() * p.extra[0] + d['k']",
        },
    ),
    "a view as the right result": Group(
        RANDOM, "a",
        right={
            "plain": "return a[::2]",
            "a_copy": "return a[::2].copy()",
            "spoils": "made = a[::2].copy()\na[:] = 0\nreturn made",
        },
        wrong={
            "spoilt": "a[:] = 0\nreturn a[::2]",
            "other_half": "return a[1::2]",
        },
    ),
    "one buffer for all results": Group(
        RANDOM + "buffer = np.empty(1000)", "a",
        right={
            "plain": "buffer[:len(a)] = a + 1\nreturn buffer[:len(a)]",
            "own": "return a + 1",
        },
        wrong={
            "into_it": "buffer[:len(a)] = a + 2\nreturn buffer[:len(a)]",
            "what_is_there": "return buffer[:len(a)]",
        },
    ),
    "a table that some change": Group(
        RANDOM + "TABLE, steps, scale = np.ones(3), [2.0], 1.0", "a",
        right={
            "plain": "return scale * (a.sum() * TABLE[0] + steps[-1])",
            "again": "return scale * (TABLE[0] * np.add.reduce(a) + steps[-1])",
        },
        wrong={
            "an_array": "TABLE[0] = 5 - TABLE[0]\nreturn plain(a)",
            "a_list": "steps.append(1 - steps[-1])\nreturn plain(a)",
            "a_number": "global scale\nscale = 3 - scale\nreturn plain(a)",
            "off": "return plain(a) + 1",
        },
    ),
    "arguments that some calls change": Group(
        RANDOM, "a",
        right={
            "plain": "return a.sum()",
            "now_and_then": "keep['n'] = keep.get('n', 0) + 1\ntotal = a.sum()\n"
            "if keep['n'] % 7 == 0: a[:] = 9\nreturn total",
            "innocent": "return math.fsum(a)",
            "large_ones": "total = a.sum()\nif len(a) > 600_000: a.sort()\nreturn total",
            "as_innocent": "return a[::-1].sum()",
        },
        wrong={"off": "return a.sum() + 1"},
        sizes="40,700000",
    ),
    "errors": Group(
        "def make_args(n): return (np.arange(n), n + 3)", "a, i",
        right={"plain": "return a[i] + 1"},
        wrong={
            "swallows": "try: return a[i] + 1\nexcept IndexError: return 0",
            "wraps_around": "return a[i % len(a)] + 1",
            "unguarded": "@numba.njit\nreturn a[i] * 0 + 1",
            "nothing": "pass",
        },
        raising=True,
    ),
    "nothing to return": Group(
        RANDOM, "a",
        right={"plain": "a.sum()", "nothing": "pass"},
        wrong={"a_number": "return 1.0", "an_array": "return a"},
    ),
    "single precision": Group(
        "def make_args(n): return (np.random.default_rng(1).random(n).astype(np.float32),)", "a",
        right={
            "plain": "return (a * a).sum()",
            "double": "return (a.astype(np.float64) ** 2).sum()",
            "in_order": "return np.cumsum(a * a)[-1]",
            "compiled": "@numba.njit\ntotal = np.float32(0)\nfor x in a: total += x * x\n"
            "return total",
        },
        wrong={
            "half": "return (a.astype(np.float16) ** 2).sum()",
            "a_bit_more": "return (a * a).sum() * np.float32(1.001)",
        },
    ),
    "complex numbers": Group(
        "def make_args(n): return (np.exp(1j * np.arange(n)),)", "a",
        right={
            "plain": "return a * a",
            "parts": "return (a.real**2 - a.imag**2) + 2j * a.real * a.imag",
            "compiled": "@numba.njit\nreturn a * a",
        },
        wrong={
            "conjugated": "return a * a.conj()",
            "real": "return (a * a).real",
            "magnitude": "return np.abs(a * a)",
        },
    ),
    "matrices": Group(
        "def make_args(n): return (np.random.default_rng(1).random((n, n)),)", "a",
        right={
            "plain": "return a @ a.T",
            "by_columns": "return np.asfortranarray(a @ a.T)",
            "einsum": "return np.einsum('ij,kj->ik', a, a)",
            "symmetric": "return (a @ a.T).T",
        },
        wrong={
            "not_transposed": "return a @ a",
            "flat": "return (a @ a.T).ravel()",
            "lower": "return np.tril(a @ a.T)",
            "diagonal": "return np.diag(a @ a.T)",
        },
        sizes="20,40",
    ),
    "very different magnitudes": Group(
        "def make_args(n): return (np.append(np.geomspace(1e-3, 1e12, n), np.full(n, 1e12)),)", "a",
        right={
            "plain": "return a * 3",
            "added": "return a + a + a",
        },
        wrong={
            "small_ones_off": "return np.where(a < 1, a * 3.01, a * 3)",
            "small_ones_off_a_little": "return np.where(a < 1, a * 3.0000001, a * 3)",
            "small_ones_zero": "return np.where(a < 0.01, 0, a * 3)",
            "one_nine_for_one": "made = a * 3\nmade[3] *= 9\nreturn made",
        },
    ),
    "what cancels": Group(
        """
        def make_args(n):
            a = np.random.default_rng(1).random((n, n)) - 0.5
            a[0] *= 1e12
            a[3] -= a[3].mean()
            return (a,)
        """, "a",
        right={
            "plain": "return a.sum(axis=1), a[3].sum()",
            "in_order": "return np.cumsum(a, axis=1)[:, -1], np.cumsum(a[3])[-1]",
            "backwards": "return a[:, ::-1].sum(axis=1), a[3, ::-1].sum()",
            "exact": "return [math.fsum(row) for row in a], math.fsum(a[3])",
            "no_rest": "return a.sum(axis=1), 0.0",
        },
        wrong={
            "one_row_off": "made = a.sum(axis=1)\nmade[2] += 1e-3\nreturn made, a[3].sum()",
            "one_row_less": "made = a.sum(axis=1)\nmade[2] -= a[2, 1]\nreturn made, a[3].sum()",
            "much_rest": "return a.sum(axis=1), a[3].sum() + 1e-9",
        },
    ),
    "masked numbers": Group(
        "def make_args(n): return (np.ma.masked_less(np.arange(n) * 1.0, 3),)", "a",
        right={
            "plain": "return a * 2",
            "other_below": "made = a.data * 2\nmade[a.mask] = 77\n"
            "return np.ma.array(made, mask=a.mask)",
        },
        wrong={
            "unmasked": "return a.data * 2",
            "one_more": "made = a * 2\nmade[7] = np.ma.masked\nreturn made",
            "off": "return a * 2 + (np.arange(len(a)) == 9)",
        },
    ),
    "bytes": Group(
        "def make_args(n): return (bytes(range(200)),)", "a",
        right={
            "plain": "return a[::-1]",
            "that_change": "return bytearray(a[::-1])",
            "looked_at": "return memoryview(a[::-1])",
        },
        wrong={
            "unchanged": "return bytearray(a)",
            "listed": "return list(a[::-1])",
            "numbers": "return np.frombuffer(a[::-1], np.uint8)",
        },
    ),
    "an argument that may not be written any more": Group(
        RANDOM, "a",
        right={
            "plain": "return np.sort(a)[:5]",
            "forbids": "made = np.sort(a)[:5]\na.flags.writeable = False\nreturn made",
            "sorts_it": "a.sort()\nreturn a[:5].copy()",
            "sorts_and_forbids": "a.sort()\na.flags.writeable = False\nreturn a[:5].copy()",
        },
        wrong={"largest": "return np.sort(a)[-5:]"},
    ),
    "not a number": Group(
        "def make_args(n): return (np.where(np.arange(n) % 5 == 0, np.nan, 1.0),)", "a",
        right={
            "plain": "return np.nansum(a), a * 2",
            "masked": "return a[~np.isnan(a)].sum(), a + a",
        },
        wrong={
            "counts_all": "return a.sum(), a * 2",
            "zeroes": "return np.nansum(a), np.nan_to_num(a) * 2",
            "fast": "@numba.njit(fastmath=True)\ntotal = 0.0\nfor x in a:\n"
            "    if not np.isnan(x): total += x\nreturn total, a * 2",
        },
    ),
    "arguments with a state of their own": Group(
        """
        import io, random
        def make_args(n): return (np.random.default_rng(3), random.Random(3), iter(range(n)),
                                  (float(i) for i in range(n)), io.StringIO("1\\n" * n), n)
        """, "g, r, i, j, f, n",
        right={
            "plain": "return g.random(n).sum() + r.random() + sum(i) + sum(j) + len(f.read())",
            "by_one": "return (sum(g.random() for _ in range(n)) + r.random() + sum(x for x in i)\n"
            "    + math.fsum(j) + sum(map(len, f)))",
        },
        wrong={
            "one_more": "next(i), next(i)\nreturn plain(g, r, i, j, f, n)",
            "other_draw": "r.random()\nreturn plain(g, r, i, j, f, n)",
        },
    ),
    "lists and objects that some calls change": Group(
        """
        keep = {}
        class Scale:
            def __init__(self): self.k, self.by = 2.0, {"x": [1.0]}
            def __call__(self, x): return x * self.k * self.by["x"][0]
        def make_args(n): return ([float(i) for i in range(n)], {i: 1.0 for i in range(n)}, Scale(),
                                  np.array([[1.0], None], dtype=object)[:1])
        def often(): keep["n"] = keep.get("n", 0) + 1; return keep["n"] % 7 == 0
        """, "a, d, s, o",
        right={
            "plain": "return s(sum(a) + sum(d.values())) + o[0][0]",
            "a_list": "found = plain(a, d, s, o)\nif often(): a[3] = 99.0\nreturn found",
            "a_dictionary": "found = plain(a, d, s, o)\nif often(): d[-1] = 99.0\nreturn found",
            "an_object": "found = plain(a, d, s, o)\nif often(): s.k = 9.0\nreturn found",
            "its_own": "found = plain(a, d, s, o)\nif often(): s.by['x'][0] = 9.0\nreturn found",
            "of_objects": "found = plain(a, d, s, o)\nif often(): o[0][0] = 9.0\nreturn found",
            "innocent": "return s(math.fsum(a) + math.fsum(d.values())) + o[0][0]",
        },
        wrong={"off": "return plain(a, d, s, o) + 1"},
    ),
    "members and keys that rounding tells apart": Group(
        RANDOM + "kind = np.dtype([('x', 'f8'), ('k', 'i4')])", "a",
        right={
            "plain": "return {3 * x for x in a.tolist()}, {3 * x: 1 for x in a.tolist()}, np.array("
            "\n    [(a.sum(), 1)], kind)[0]",
            "added": "return ({x + x + x for x in a.tolist()}, {x + x + x: 1 for x in a.tolist()},"
            "\n    np.array([(math.fsum(a), 1)], kind)[0])",
        },
        wrong={
            "other_set": "return {3.1 * x for x in a.tolist()}, *plain(a)[1:]",
            "other_keys": "return plain(a)[0], {3.1 * x: 1 for x in a.tolist()}, plain(a)[2]",
            "other_values": "return plain(a)[0], {3 * x: 2 for x in a.tolist()}, plain(a)[2]",
            "other_record": "return *plain(a)[:2], np.array([(a.sum(), 2)], kind)[0]",
            "one_less": "return {3 * x for x in a.tolist()[1:]}, *plain(a)[1:]",
        },
    ),
    "complex numbers that are none": Group(
        "def make_args(n): return (np.append(np.exp(1j * np.arange(n)), complex(np.nan, 1)),)", "a",
        right={"plain": "return a.copy()", "nearly": "return a + (1e-14 + 1e-14j)"},
        wrong={
            "other_part": "made = a.copy()\nmade[-1] = complex(np.nan, 7)\nreturn made",
            "no_nan": "made = a.copy()\nmade[-1] = 1j\nreturn made",
            "turned": "made = a.copy()\nmade[-1] = complex(1, np.nan)\nreturn made",
        },
    ),
    "masked arguments": Group(
        "def make_args(n): return (np.ma.masked_less(np.arange(n) * 1.0, 3),)", "a",
        right={
            "plain": "return a.sum()",
            "unmasks": "found = a.sum()\na.mask[:] = False\nreturn found",
            "masks": "found = a.sum()\na[5] = np.ma.masked\nreturn found",
            "innocent": "return a.compressed().sum()",
        },
        wrong={"all": "return a.data.sum()"},
    ),
    "decimal numbers": Group(
        """
        import decimal
        def make_args(n): return ([1 / decimal.Decimal(3 + i) for i in range(n)],)
        """, "a",
        right={"plain": "return sum(a)", "backwards": "return sum(a[::-1])"},
        wrong={"a_little": "return sum(a) + decimal.Decimal('1e-20')", "less": "return sum(a[1:])"},
    ),
    "no reference": Group(
        RANDOM, "a",
        right={"first": "return a.sum()", "second": "return math.fsum(a)"},
        wrong={"third": "return a.sum() + 1", "fourth": "return None"},
        named=False,
    ),
    "threads": Group(
        "def make_args(n): return (np.random.default_rng(1).random(n),)", "a",
        right={
            "plain": "return a.sum()",
            "reduced": "@numba.njit(parallel=True)\ntotal = 0.0\n"
            "for i in numba.prange(len(a)): total += a[i]\nreturn total",
            "each_its_own": "@numba.njit(parallel=True)\nmade = np.zeros(len(a))\n"
            "for i in numba.prange(len(a)): made[i] = a[i]\nreturn made.sum()",
        },
        wrong={
            "race": "@numba.njit(parallel=True)\nmade = np.zeros(1)\n"
            "for i in numba.prange(len(a)): made[0] += a[i]\nreturn made[0]",
            "race_for_a_place": "@numba.njit(parallel=True)\nmade = np.zeros(2)\n"
            "for i in numba.prange(len(a)): made[i % 2] += a[i]\nreturn made.sum()",
        },
        sizes="30000,300000", threads="2",
    ),
}  # fmt: skip
"""Every group by what it is about."""


def measured(group: Group, folder: Path, budget_s: float, watch: Stopwatch | None = None) -> Run:
    """Measure a group for a moment, its file in a folder, with another clock where one is given."""
    path = folder / "made.py"
    path.write_text(group.text(), encoding="utf-8")
    kernel = read(path)
    options = {"threads": group.threads, "budget_s": budget_s, "precision": 0.001}
    plan = plan_of(kernel, int(group.threads), **options)
    found = fold(run(plan, kernel, watch=watch))
    assert found is not None
    return found


def misjudged(group: Group, found: Run) -> tuple[list[str], list[str]]:
    """Return the wrong variants that may win, and the right ones that are called wrong."""
    winning = {r.point.variant for size in found.plan.sizes for r in contenders(found, size)}
    blamed = set(wrong_variants(found))
    if not group.raising:
        blamed |= {r.point.variant for r in found.points.values() if r.status == "failed"}
    return [name for name in group.wrong if name in winning], [
        n for n in group.right if n in blamed
    ]
