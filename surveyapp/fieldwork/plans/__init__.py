"""What an action would do for each of many interviews."""
