"""What everything that is read through a personal link shares."""
