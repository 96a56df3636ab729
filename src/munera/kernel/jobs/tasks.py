"""Timed work of this room."""

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.actions.reclaiming import prune_jobs


def prune(progress: Progress) -> dict[str, int]:  # noqa: ARG001  # every kind of work takes its progress
    """Forget what is long over."""
    return {"forgotten": prune_jobs()}
