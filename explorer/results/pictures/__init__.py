"""What a chart shows, as plain data made from a run: for the window, files and reports."""
