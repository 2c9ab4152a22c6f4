"""Pages of text and code: the lesson, the source, what was printed, what changed."""
