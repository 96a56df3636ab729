"""The same request sent again gets the same answer and is done once."""
