"""Forms: the fields of each kind of thing, what may be chosen in them, and what goes with them."""
