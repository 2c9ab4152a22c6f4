"""The memory: every run that was measured, kept in the user's folder, and found again."""
