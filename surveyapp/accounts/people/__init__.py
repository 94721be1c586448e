"""The list of staff, for administrators."""
