"""Files that people hand in: checked by their content, kept encrypted, and handed out only through a door."""
