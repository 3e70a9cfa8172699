"""Lists: the rows of the book in tables that behave as a spreadsheet."""
