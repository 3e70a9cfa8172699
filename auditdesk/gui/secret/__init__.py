"""Secret: the page that asks for a passphrase, the lock, and what gives, changes and removes it."""
