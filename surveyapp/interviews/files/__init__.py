"""Interview files (YAML)."""
