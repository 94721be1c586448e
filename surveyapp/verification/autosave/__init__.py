"""Saves of a respondent's page while they type."""
