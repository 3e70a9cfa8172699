"""Parts: the controls and words that all of the window is made of."""
