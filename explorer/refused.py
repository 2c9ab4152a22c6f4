"""The one kind of error that is an answer: what is asked for cannot be done, and why."""


class RefusedError(Exception):
    """What is asked for cannot be done; the message is one sentence that says why."""
