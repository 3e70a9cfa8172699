"""The page “trail”."""
