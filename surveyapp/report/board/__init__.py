"""How far each section is, and what a final report waits for."""
