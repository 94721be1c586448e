"""Outlines compared, written as YAML, and told in words."""
