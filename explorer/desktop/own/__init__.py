"""What goes with a user's own function: arguments, source, output, and the file as it changes."""
