"""The interviewer settles reactions."""
