"""The messages of the implant, one subject a file, each with its byte table."""
