"""Completeness: one engine of questions over the book, and the questions as data."""
