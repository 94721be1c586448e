"""What a page shows beside what was saved elsewhere."""
