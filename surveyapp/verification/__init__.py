"""Sending a record, the respondent's pages, reactions and agreement."""
