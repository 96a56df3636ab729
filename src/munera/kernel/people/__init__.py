"""People: who they are, what they are called, by which numbers they are known, and what they agreed to."""
