"""Django's SQLite with a queue for writers: name ``munera.site.sqlite`` as the engine."""
