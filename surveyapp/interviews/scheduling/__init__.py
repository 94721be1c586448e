"""Pages with the terms of a round and of an interview."""
