"""The charts: one tab a question, each drawn from a run alone."""
