"""What went wrong or needs to be known: messages, the error dialog, the log."""
