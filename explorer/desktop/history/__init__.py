"""The runs that are kept, as a list to find, open and compare them."""
