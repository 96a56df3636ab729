"""The status page: is the site well just now, told from what it sees itself and nothing else."""

import time
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import metadata
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.audit.queries import checkpoint
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.queries import WorkOverview, work_overview

STARTED_AT: Final = timezone.now()


@dataclass(frozen=True, slots=True)
class Health:
    """What the page tells. ``database_ms`` is None where the database did not answer, and then so is all it holds."""

    at: datetime
    version: str
    started_at: datetime
    database_ms: float | None = None
    work: WorkOverview | None = None
    sealed: int | None = None
    sealed_at: datetime | None = None

    @property
    def waiting(self) -> int:
        return self.work.jobs[JobState.WAITING] if self.work else 0

    @property
    def failed(self) -> int:
        return self.work.jobs[JobState.FAILED] if self.work else 0

    @property
    def is_well(self) -> bool:
        return self.database_ms is not None and self.work is not None and self.work.workers > 0


@require_safe
@never_cache
@open_to_everyone
def status(request: HttpRequest) -> HttpResponse:
    health = health_now()
    return render(request, "site/status.html", {"health": health})


def health_now() -> Health:
    now, version_now = timezone.now(), version()
    try:
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        took = (time.perf_counter() - began) * 1000
        work, end = work_overview(), checkpoint()
    except DatabaseError:
        return Health(now, version_now, STARTED_AT)
    return Health(
        at=now,
        version=version_now,
        started_at=STARTED_AT,
        database_ms=took,
        work=work,
        sealed=end.position if end else None,
        sealed_at=parse_datetime(end.at) if end else None,
    )


@cache
def version() -> str:
    """From the installed package, or from the project's own file where the folder runs as it was cloned."""
    try:
        return metadata.version("munera")
    except metadata.PackageNotFoundError:
        project = tomllib.loads((settings.PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
