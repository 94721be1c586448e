"""The record that a browser opened."""
