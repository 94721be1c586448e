"""Changes of who is asked after a record was sent."""
