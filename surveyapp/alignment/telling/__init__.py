"""Notices to the editors of an alignment."""
