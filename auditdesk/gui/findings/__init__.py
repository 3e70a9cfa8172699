"""The page “findings”."""
