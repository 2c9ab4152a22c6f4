"""What `gpu` can be asked for."""

from explorer.commands.parsers.groups import add_arguments
from explorer.commands.parsers.parser import Parser, duration
from explorer.units import names

DESCRIPTION = """\
Time the CUDA kernels of a file: the kernel itself for each number of threads in a block,
the copies to the GPU and back, and a whole call. Results are checked against the
reference. Without a GPU, NUMBA_ENABLE_CUDASIM=1 checks them, and times nothing."""

EXAMPLES = """\
examples:
  numba-explorer gpu my_kernel.py --sizes 1e5,1e7
  numba-explorer gpu my_kernel.py --variants scale --blocks 128,256,512"""


def add(parser: Parser) -> None:
    """Add what `gpu` can be asked for."""
    parser.add_argument("kernel", metavar="KERNEL", help="a kernel file with @cuda.jit functions")
    parser.add_argument("--sizes", metavar="SIZES", help="as in 1e5,1e7")
    parser.add_argument("--blocks", metavar="NUMBERS", help="threads of a block, as in 128,256")
    parser.add_argument("--variants", type=names, metavar="NAMES", help="with commas between")
    parser.add_argument("--dtype", metavar="DTYPE", help="as in float32")
    parser.add_argument(
        "--budget", type=duration, default=10.0, metavar="SECONDS",
        help="seconds of measuring for each variant, but for seven rounds at least (default: 10)",
    )  # fmt: skip
    add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")
