"""The implanted pump that speaks ITP/1."""
