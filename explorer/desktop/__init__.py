"""The window.

Qt for Python puts an `import` of its own in place of Python's, which reads the source of every
module to see whether that asks for other names of Qt's functions (`__feature__`). Nothing here
does, and it would take 8 % of a start, and 22 MB for the sources of Numba and SciPy.
"""

import builtins

import PySide6.QtCore  # noqa: F401  (whose import it is that is put back)

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
