"""A round as the report reads it."""
