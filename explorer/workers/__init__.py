"""One kernel spread over the workers of a cluster: what a call takes, and when it pays."""
