"""The calculations of the clinic from the command line: no pump, no records, no window."""
