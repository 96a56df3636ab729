"""The rooms the public knows, one folder per service; they never import each other."""
