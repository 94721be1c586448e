"""Who would get which passages, and the sending."""
