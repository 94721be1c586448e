"""A section's text with its citations marked."""
