"""Pages on which editors add and change figures."""
