"""What the user can do: short verbs, each takes a Step first."""
