"""Which interviews are compared with the log."""
