"""What a run says beside its charts: the answer, the legend, the table, the details."""
