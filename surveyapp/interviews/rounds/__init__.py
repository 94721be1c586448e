"""Rounds that follow each other."""
