"""Finding the loop that runs most in the text of its instructions."""

import ast
from pathlib import Path

from explorer.why.assembly import _blocks
from explorer.why.source import Source

NESTED = """\
inner_and_outer:
\t.file\t1 "/home/me" "mine.py"
.LBB0_1:                                # %B4
                                        # =>This Loop Header: Depth=1
                                        #     Child Loop BB0_2 Depth 2
\t.loc\t1 2 0
\tincq\t%rax
.LBB0_2:                                # %B8
                                        #   Parent Loop BB0_1 Depth=1
                                        # =>  This Inner Loop Header: Depth=2
\t.loc\t1 3 0
\tvaddsd\t(%rsi), %xmm0, %xmm0
\t.loc\t1 40 0
\tjne\t.LBB0_2
# %bb.3:                                # %B9
                                        #   in Loop: Header=BB0_1 Depth=1
\tjmp\t.LBB0_1
"""


def test_blocks_are_in_the_innermost_loop_that_holds_them():
    lines = Source(ast.parse("def f(x):\n    for a in x:\n        a += 1\n"))
    blocks = {b.name: b for b in _blocks(NESTED, Path("mine.py"), lines)}
    assert {name: b.loop for name, b in blocks.items()} == {
        "B4": "BB0_1",
        "B8": "BB0_2",
        "B9": "BB0_1",
    }
    assert [(row.line, row.text) for row in blocks["B8"].rows] == [
        (3, "vaddsd (%rsi), %xmm0, %xmm0"),
        (0, "jne .LBB0_2"),  # not a line of a function in the file
    ]
