"""Munera: one platform on which a public administration finds, verifies, develops, places and registers people."""
