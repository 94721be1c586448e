"""What one respondent read and did not send in earlier records."""
