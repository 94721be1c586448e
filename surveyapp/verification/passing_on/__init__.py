"""A respondent asks a colleague to read along."""
