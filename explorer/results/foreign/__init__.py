"""Files of other benchmark programs: a run written as theirs, and theirs read as runs."""
