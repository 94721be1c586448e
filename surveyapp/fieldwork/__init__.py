"""Lists over a whole round, and actions on many interviews."""
