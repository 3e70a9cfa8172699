"""Incoming: files, scans and answers that come into the book through the window."""
