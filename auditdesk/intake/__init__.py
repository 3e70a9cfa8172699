"""What comes in: files of other programs as plain rows, what they mean, and the account."""
