"""Runs, plots and kernel files: opening, saving, the clipboard."""
