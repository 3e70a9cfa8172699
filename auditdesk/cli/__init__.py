"""The command line: the same verbs without a window. Each subject has a module of its own."""
