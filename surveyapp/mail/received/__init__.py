"""Mail that came in, and notices to staff."""
