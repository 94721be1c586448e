"""A record made and sent."""
