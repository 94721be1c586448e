"""How long respondents have."""
