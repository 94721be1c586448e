"""What the worker does: reminders, readers first, ends of links."""
