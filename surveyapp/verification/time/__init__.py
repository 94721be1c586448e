"""Pages of staff about a respondent's time."""
