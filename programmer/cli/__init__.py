"""The command-line twin of every main task."""
