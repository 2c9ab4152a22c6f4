"""Limits of variants with two threads, written down before the program was asked about them.

From how the kernels are made, not from times: both cores were taken by other programs.

- threads: one part has a known multiple of the other's work (rows of the Mandelbrot set, a
  triangle), threads write to the same cache lines (the interleaved and the racing histogram), or
  the whole work takes one thread less than starting two;
- memory: much more data than caches hold, and next to no work for each number;
- latency and throughput: parts are even, data is little, and the same loop with one thread has
  that label in `why_answers.py`.
"""

THREADED = (
    ("mandelbrot", "parallel", 128, 2, "threads"),
    ("mandelbrot", "parallel_interleaved", 256, 2, "latency"),
    ("triangular", "parallel", 1_000, 2, "threads"),
    ("triangular", "parallel_paired", 2_200, 2, "throughput"),
    ("histogram", "parallel_interleaved", 1_000_000, 2, "threads"),
    ("histogram", "parallel_race", 1_000_000, 2, "threads"),
    ("sum", "parallel_prange", 1_000, 2, "threads"),
    ("sum", "parallel_fastmath", 100, 2, "threads"),
    ("sum", "parallel_fastmath", 10_000_000, 2, "memory"),
    ("division", "parallel", 100, 2, "threads"),
    ("division", "parallel", 1_000_000, 2, "throughput"),
    ("triad", "parallel", 1_000, 2, "threads"),
    ("triad", "parallel", 10_000_000, 2, "memory"),
    ("triad", "parallel_expression", 10_000_000, 2, "memory"),
    ("dot", "parallel_fastmath", 1_000, 2, "threads"),
    ("dot", "parallel_fastmath", 10_000_000, 2, "memory"),
    ("transcendental", "parallel", 100_000, 2, "throughput"),
    ("polynomial", "parallel", 100, 2, "threads"),
    ("polynomial", "parallel", 100_000, 2, "latency"),
    ("monte_carlo_pi", "parallel", 1_000_000, 2, "throughput"),
    ("stencil", "parallel", 10, 2, "threads"),
    ("matmul", "parallel_ikj", 10, 2, "threads"),
)
