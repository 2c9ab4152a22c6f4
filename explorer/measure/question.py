"""A question to a process of one of the program's own modules, in this Python or another one."""

from collections.abc import Mapping
from typing import Any

from explorer.measure.interpreter import OURS, Interpreter
from explorer.measure.program import Program
from explorer.starting import command


class Question(Program):
    """A module at work from now on."""

    def __init__(
        self,
        module: str,
        job: Any | None,
        environment: Mapping[str, str],
        interpreter: Interpreter = OURS,
    ) -> None:
        """`job` is what it reads on its standard input, None where that is not known yet.

        It is a frozen dataclass, which `manners.job_and_answers` reads there.
        """
        super().__init__(
            command(module, program=interpreter.program, roots=interpreter.roots),
            None if job is None else _line(job),
            interpreter.environment(environment),
        )


def _line(job: Any) -> bytes:
    from explorer.measure.plain_values import as_line  # a process whose job comes later waits less

    return as_line(job)
