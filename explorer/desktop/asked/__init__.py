"""What is found out only when it is asked: the pages Why, Callers and Workers."""
