"""What scripts and notebooks use: measuring, opening, comparing, and what came out."""
