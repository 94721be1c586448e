"""Rounds, organisations, interviews, answers and the desk."""
