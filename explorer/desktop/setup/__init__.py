"""What is to be measured: the form on the left."""
