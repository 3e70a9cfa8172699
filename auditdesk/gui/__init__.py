"""The window: what the user sees. The only place, beside app.py, that knows Qt."""
