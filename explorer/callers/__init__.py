"""How a compiled function serves several Python threads that call it at once."""
