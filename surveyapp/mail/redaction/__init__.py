"""Messages without the personal links and codes that they quote."""
