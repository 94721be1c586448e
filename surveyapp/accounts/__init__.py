"""Log-in, roles and members of staff."""
