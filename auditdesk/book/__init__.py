"""The file. The only place that knows peewee and SQLite."""
