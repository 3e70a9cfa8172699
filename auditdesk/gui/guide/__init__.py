"""The guided start: five screens that fill a new book, each of which can be passed over."""
