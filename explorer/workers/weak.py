"""Sizes whose work is as many times more as there are workers: weak scaling."""

from explorer.kernels.kernel import Kernel


def grown(kernel: Kernel, size: int, times: int, itemsize: int) -> int:
    """Return the size with so many times the work, by the file's `flops`, else its data's bytes.

    Where it says neither, the work is taken to grow as n.
    """
    most = size * times

    def work(n: int) -> float | None:
        found = kernel.flops(n)
        return kernel.data_bytes(n, itemsize) if found is None else found

    now, then = work(size), work(most)
    if now is None or then is None or now <= 0 or then <= now * times:
        return most
    low, high = size, most
    while high - low > 1:
        middle = (low + high) // 2
        found = work(middle)
        low, high = (middle, high) if found is not None and found < now * times else (low, middle)
    return high
