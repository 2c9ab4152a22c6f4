"""What an endless run shows: its latest samples, and what they say now."""
