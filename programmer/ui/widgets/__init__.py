"""Reusable parts of the window, one to a file; they know colours and quantities, and nothing of pumps on a wire."""
