"""Scenarios: a pump, the state it is met in, and what happens to it, from a file anybody can write."""
