"""What others' programs make of the same task; each runs in an environment of its own."""
