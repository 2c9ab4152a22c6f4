"""The one kind of error that is an answer: what is asked for cannot be done, and why."""

LONGEST, LONGEST_QUOTED = 600, 60
"""Characters of a refusal, and of a text that it repeats."""


class RefusedError(Exception):
    """What is asked for cannot be done; the message is one sentence that says why.

    Of a long one, as it repeats what was typed, the beginning and the end are said.
    """

    def __str__(self) -> str:
        return excerpt(super().__str__(), LONGEST)


def excerpt(text: str, most: int = LONGEST_QUOTED) -> str:
    """Return a text as a sentence repeats it: of a long one, its beginning and its end."""
    end = most // 3
    return text if len(text) <= most else f"{text[: most - 1 - end]}…{text[-end:]}"
