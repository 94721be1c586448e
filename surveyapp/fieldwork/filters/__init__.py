"""Which interviews the list of Veldwerk shows."""
