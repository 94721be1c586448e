"""The page with one reader's deadline, for staff."""
