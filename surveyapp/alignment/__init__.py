"""Texts of the report, put before those whose answers they rest on."""
