"""The page “welcome”."""
