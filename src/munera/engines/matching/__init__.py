"""Who is right for this, and why: exact ranking, assignment and audit, in whole numbers."""
