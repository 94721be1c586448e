"""Schema versions, backups and changes of tables."""
