"""Pages that give the report in other forms, and the data of a round."""
