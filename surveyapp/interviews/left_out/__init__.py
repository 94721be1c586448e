"""Answers with words that go into no record."""
