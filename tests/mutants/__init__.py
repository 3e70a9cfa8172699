"""Mistakes put into the rules one at a time, each of which a test must notice."""
