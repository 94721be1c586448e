"""Pages of editors: begin an alignment, follow it, settle reactions."""
