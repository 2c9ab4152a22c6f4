"""A question to a process of one of the program's own modules, in this Python or another one."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.measure.interpreter import OURS, Interpreter
from explorer.measure.program import Program
from explorer.starting import command


class Question(Program):
    """A module at work from now on."""

    def __init__(
        self,
        module: str,
        job: bytes | None,
        environment: Mapping[str, str],
        interpreter: Interpreter = OURS,
    ) -> None:
        """`job` is what it reads on its standard input, None where that is not known yet."""
        super().__init__(
            command(module, program=interpreter.program, roots=interpreter.roots),
            job,
            interpreter.environment(environment),
        )
