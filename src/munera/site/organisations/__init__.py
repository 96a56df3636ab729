"""The pages on which organisations look after their people: who holds which role, and who acts for whom."""
