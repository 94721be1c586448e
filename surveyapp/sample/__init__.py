"""The made-up round to try everything on."""
