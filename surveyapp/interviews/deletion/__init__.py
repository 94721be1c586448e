"""Taking an interview away."""
