"""The window itself, and what is done with the whole of it."""
