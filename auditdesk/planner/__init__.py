"""A year of audits: problem and plan as plain values; solve, check, explain."""
