"""An interview from one interviewer to another."""
