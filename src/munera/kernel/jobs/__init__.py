"""Work in the background: a job is started in a transaction, tried again when it fails, and seen by who waits for it.

Other rooms call ``start_job`` and write a function ``work(progress, **arguments)``; ``settings.MUNERA_JOBS`` names it.
"""
