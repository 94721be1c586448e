"""Who is known in a round, and until when."""
