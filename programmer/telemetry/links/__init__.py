"""The lines a pump can be reached by."""
