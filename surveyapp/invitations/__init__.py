"""Appointments and what was told of them."""
