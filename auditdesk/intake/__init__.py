"""What comes in: files of other programs as plain rows, what their columns mean, and the account."""
