"""Numbers for Prometheus: how long pages take, and how the work in the background stands.

The web processes of one server add up their counts in a folder (``serve`` makes it); what the database knows is read
at the moment of asking, so that it is right however many servers there are.
"""

import hmac
import os
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.jobs.queries import work_overview
from munera.kernel.messages.queries import outbox_counts

REQUEST_SECONDS = Histogram(
    "munera_request_seconds",
    "How long a request took, by method, page and status",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class WorkCollector(Collector):
    """Jobs, workers and the outbox, as the database tells of them."""

    def collect(self) -> Iterable[Metric]:
        work = work_overview()
        jobs = GaugeMetricFamily("munera_jobs", "Jobs by state", labels=["state"])
        for state, count in work.jobs.items():
            jobs.add_metric([state], count)
        deliveries = GaugeMetricFamily(
            "munera_deliveries", "Letters on their way by e-mail, by state", labels=["state"]
        )
        for state, count in outbox_counts().items():
            deliveries.add_metric([state], count)
        late = (timezone.now() - work.waiting_since).total_seconds() if work.waiting_since else 0.0
        yield jobs
        yield deliveries
        yield GaugeMetricFamily("munera_workers", "Workers that were seen lately", value=work.workers)
        yield GaugeMetricFamily("munera_job_late_seconds", "How late the most overdue job is", value=late)


@require_safe
@never_cache
@open_to_everyone
def metrics(request: HttpRequest) -> HttpResponse:
    """Only for who knows the token: behind a proxy every visitor seems to come from this machine."""
    token = settings.MUNERA_METRICS_TOKEN
    if not token:
        raise Http404
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(_of_the_web() + _of_the_database(), content_type=CONTENT_TYPE_LATEST)


def _of_the_web() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return generate_latest(together)


def _of_the_database() -> bytes:
    registry = CollectorRegistry()
    registry.register(WorkCollector())
    return generate_latest(registry)
