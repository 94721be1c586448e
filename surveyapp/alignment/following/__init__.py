"""What became of an alignment, as its editors see it."""
