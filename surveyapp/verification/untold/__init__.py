"""Agreement of which a respondent was not told."""
