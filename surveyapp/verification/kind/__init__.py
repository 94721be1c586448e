"""A record as a kind of what is read through a link."""
