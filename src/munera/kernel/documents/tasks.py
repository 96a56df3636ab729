"""Timed work of this room."""

from munera.kernel.documents.actions import sweep_files
from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with


@runs_with(Policy(attempts=1))
def sweep(progress: Progress) -> dict[str, int]:
    """Remove the files that have no row."""
    swept = sweep_files()
    progress.report(swept)
    return {"swept": swept}
