"""Asking: the dialogs that any page may open to begin something new."""
