"""Work in the background: a job that somebody waits for, retries with back-off, and what is due by the clock."""
