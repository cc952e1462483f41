"""What a clinician does with a pump, in plain blocking Python: one and the same for command line and window."""
