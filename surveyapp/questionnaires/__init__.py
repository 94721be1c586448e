"""Questionnaire files, read into frozen values."""
