"""The page “organisation”."""
