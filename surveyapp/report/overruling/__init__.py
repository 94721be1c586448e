"""Decisions of editors to publish all the same."""
