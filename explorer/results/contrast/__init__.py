"""Two runs of different moments: which points became slower or faster, and how sure that is."""
