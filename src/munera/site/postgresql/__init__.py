"""Django's PostgreSQL with a cheaper look at kept connections: name ``munera.site.postgresql`` as the engine."""
