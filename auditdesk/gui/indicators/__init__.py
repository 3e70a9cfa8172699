"""Indicators: the figures of the audits with their formulas, and the pictures of them."""
