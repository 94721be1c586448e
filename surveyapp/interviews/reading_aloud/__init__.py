"""The record as it is read aloud at the end of the talk."""
