"""Papers: what leaves the book from the window, and a look at it before it is printed."""
