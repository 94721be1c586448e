"""Where each interview is and what it waits for."""
