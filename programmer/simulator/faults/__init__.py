"""Faults of a simulated pump and of the line to it, switched on and off like lamps, and counted."""
