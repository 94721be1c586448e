"""The next record, looked over and sent."""
