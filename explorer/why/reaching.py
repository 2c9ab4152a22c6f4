"""Which arrays a call works on: those that its loads and stores lie in.

An instruction may go through several: what lies between its least and its greatest address counts.
"""

from typing import Any

import numpy as np

from explorer.why.accesses import WHOLE
from explorer.why.executed import Executed
from explorer.why.tallies import INTRINSIC, is_libm

_BY_ADDRESS = (*WHOLE, "load", "store")
"""Intrinsics that get an address, and are no loads or stores that are counted."""
_OF_REFERENCES = ("NRT_incref", "NRT_decref")


def is_all_counted(one: Executed) -> bool:
    """Whether nothing that ran gets an address to work on, but the loads and stores themselves."""
    return not any(
        _may_move(instruction.callee)
        for block, ran in one.counts.items()
        for instruction in one.function.blocks.get(block, ())
        if ran and instruction.operation == "call"
    )


def _may_move(callee: str) -> bool:
    intrinsic = INTRINSIC.match(callee)
    if intrinsic is not None:
        return intrinsic[1] in _BY_ADDRESS
    return not is_libm(callee) and callee not in _OF_REFERENCES


def lies_in(array: Any, reached: Any) -> bool:
    """Whether an array meets one of the rows of a least and a greatest address."""
    spans = [(count - 1) * step for count, step in zip(array.shape, array.strides, strict=True)]
    begin = array.ctypes.data + sum(span for span in spans if span < 0)
    end = array.ctypes.data + sum(span for span in spans if span > 0) + array.itemsize
    return array.size > 0 and bool(np.any((reached[:, 1] >= begin) & (reached[:, 0] < end)))
