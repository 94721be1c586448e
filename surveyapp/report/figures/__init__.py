"""Figures of editors, and images made fit to publish."""
