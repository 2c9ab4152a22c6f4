"""Sentences made of facts, and of nothing else: no sentence is drawn from another."""
