"""Everything that a round keeps of a person."""
