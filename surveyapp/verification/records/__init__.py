"""Records, verifications, reactions and approvals: tables, queries and events."""
