"""What the interviewer decides on a reaction."""
