"""What is worth a second look before a record is sent."""
