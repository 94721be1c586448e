"""The versions of an answer or a note, and the way back to one."""
