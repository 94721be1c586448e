"""A section as it will be printed, while it is typed."""
