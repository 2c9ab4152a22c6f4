"""Numba Explorer: measures what Numba's options and threads are worth."""

__version__ = "0.1.0"
