"""Indicators of the audit programme: each is data and a condition, counted over the book."""
