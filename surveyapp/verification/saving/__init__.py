"""A whole page of a respondent saved at once."""
