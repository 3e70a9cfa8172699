"""A file of another program on its way into the book."""
