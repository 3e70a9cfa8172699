"""Desk: the open book as the window sees it, and what every page of the window stands on."""
