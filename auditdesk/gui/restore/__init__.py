"""The page “restore”."""
