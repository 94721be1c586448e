"""The interviewer's desk."""
