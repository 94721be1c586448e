"""The words of mails to respondents, per round."""
