"""Whom we wait for."""
