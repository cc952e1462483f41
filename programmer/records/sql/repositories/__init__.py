"""The ports of a unit of work, each on the tables of its subject."""
