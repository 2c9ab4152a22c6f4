"""What `callers` can be asked for."""

from explorer.commands.parsers.groups import add_arguments
from explorer.commands.parsers.parser import Parser, reader
from explorer.layers import LAYERS
from explorer.units import names

DESCRIPTION = """\
Say how a compiled function serves several Python threads that call it at once, as those
of a web server or of Dask do: holding the GIL, and compiled with nogil=True."""

EXAMPLES = """\
examples:
  numba-explorer callers sum --variants jit_nopython,parallel_prange --size 1e5
  numba-explorer callers my.py:simulate --variants njit --size 1000 --callers 1,2,4,8"""


def add(parser: Parser) -> None:
    """Add what `callers` can be asked for."""
    parser.add_argument("kernel", metavar="KERNEL", help="a kernel, a file, or path.py:function")
    parser.add_argument("--size", default="1e5", metavar="N", help="at which size (1e5)")
    parser.add_argument("--callers", default="1,2", metavar="K", help="how many at once (1,2)")
    parser.add_argument("--variants", type=names, metavar="NAMES", help="with commas between")
    parser.add_argument(
        "--threads", type=reader(int), metavar="K", help="threads of a parallel call (all)"
    )
    parser.add_argument("--dtype", metavar="DTYPE", help="as in float32")
    parser.add_argument("--layer", choices=LAYERS, help="the threading layer")
    add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")
