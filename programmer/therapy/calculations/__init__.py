"""The arithmetic of the clinic as pure functions."""
