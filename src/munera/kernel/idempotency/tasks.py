"""Timed work of this room."""

from munera.kernel.idempotency.actions import forget_old_answers
from munera.kernel.jobs.actions import Progress


def purge(progress: Progress) -> dict[str, int]:  # noqa: ARG001  # every kind of work takes its progress
    """Forget the answers that are a day old."""
    return {"forgotten": forget_old_answers()}
