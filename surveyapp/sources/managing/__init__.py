"""Pages on which sources are added and changed."""
