"""Timed work for rooms that stand below the jobs and cannot know them."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from munera.kernel.audit.actions import seal_events
from munera.kernel.audit.models import Event, Seal
from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with


def unsealed_events() -> QuerySet[Any]:
    """Audit events that are not yet part of the chain."""
    return Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("pk"))))


@runs_with(Policy(attempts=1))
def seal_audit(progress: Progress) -> dict[str, int]:  # noqa: ARG001  # every kind of work takes its progress
    """Chain what was written since the last time."""
    return {"sealed": seal_events()}


@runs_with(Policy(attempts=1))
def forget_sessions(progress: Progress) -> None:  # noqa: ARG001  # see above
    """Delete sessions that have run out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
