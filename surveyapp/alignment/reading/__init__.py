"""The pages of a reader of an alignment."""
