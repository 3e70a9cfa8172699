"""The page “programme”."""
