"""Configuration, database, audit log, time, and what every package uses."""
