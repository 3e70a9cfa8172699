"""The page “audits”."""
