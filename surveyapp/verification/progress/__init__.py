"""How far respondents are."""
