"""The page “actions”."""
