"""Links that ended stay ended."""
