"""One module for each command; each has ``run(options)`` and returns an exit code."""
