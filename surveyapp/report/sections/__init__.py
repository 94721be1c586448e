"""The section's desk, as editors open it."""
