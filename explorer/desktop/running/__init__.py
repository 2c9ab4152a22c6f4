"""A run under way: the session, its thread, the buttons, the machine."""
