"""The desk while somebody talks: begin and end of the talk, and who is present."""
