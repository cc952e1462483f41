"""The messages of the implant in words for a person, one subject a file, as those that take them apart."""
