"""Whether a device is a pump of ITP/1: the standard's clauses, tried one by one on the line."""
