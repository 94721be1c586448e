"""A questionnaire to fill in elsewhere, and texts as blocks and runs."""
