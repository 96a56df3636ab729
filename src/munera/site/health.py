"""Three questions of a machine to this one: is the process alive, may it get visitors, is anybody at work?

They are apart on purpose. A load balancer asks ``ready``: were it to depend on the workers, a worker's fault would
take every web server from the public. A monitor asks ``work`` and calls somebody.
"""

from functools import lru_cache

from django.db import Error as AnyDatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.jobs.queries import work_overview


class MigrationsMissing(Exception):
    """The database is older than this release."""


@require_safe
@never_cache
@open_to_everyone
def health_live(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
@open_to_everyone
def health_ready(_request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration of this release."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _require_migrations()
    except AnyDatabaseError:
        return JsonResponse({"ready": False, "because": "database"}, status=503)
    except MigrationsMissing:
        return JsonResponse({"ready": False, "because": "migrations"}, status=503)
    return JsonResponse({"ready": True})


@require_safe
@never_cache
@open_to_everyone
def health_work(_request: HttpRequest) -> HttpResponse:
    """A worker was seen within its lease, and no job has waited for minutes."""
    try:
        work = work_overview()
    except AnyDatabaseError:
        return JsonResponse({"working": False, "because": "database"}, status=503)
    seen = round((timezone.now() - work.seen_at).total_seconds(), 1) if work.seen_at else None
    facts = {"working": work.workers > 0, "workers": work.workers, "seen_seconds_ago": seen}
    return JsonResponse(facts, status=200 if work.workers else 503)


@lru_cache(maxsize=1)
def _require_migrations() -> None:
    """Looked up until it is well, and then remembered: no release of ours takes migrations back."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsMissing
