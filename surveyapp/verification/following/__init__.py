"""The page of a sent record."""
