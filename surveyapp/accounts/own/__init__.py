"""One's own account: name and password, and what one is told."""
