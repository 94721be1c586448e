"""Pages on which staff writes down what a respondent said."""
