"""Rounds, organisations, interviews, respondents and answers: tables, queries and changes."""
