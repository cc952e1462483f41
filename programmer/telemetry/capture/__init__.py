"""A link recorded into a file: what was on the line, and each frame in clear. Described in docs/capture-format.md."""
