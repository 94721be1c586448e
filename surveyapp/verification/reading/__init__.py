"""The values of a respondent's page."""
