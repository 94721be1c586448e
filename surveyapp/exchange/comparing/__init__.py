"""Comparison of uploaded texts with answers, in a process with limits."""
