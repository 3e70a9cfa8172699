"""The page “today”."""
