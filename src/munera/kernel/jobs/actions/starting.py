"""Start a job."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from munera.kernel.jobs.actions import queue
from munera.kernel.jobs.models import Job
from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence


class UnknownJobKind(LookupError):
    """``settings.MUNERA_JOBS`` does not name this kind: a fault of the program."""


@transaction.atomic
def start_job(
    kind: str,
    *,
    by: Person | None,
    arguments: dict[str, Any],
    title: Sentence = "",
    run_after: datetime | None = None,
) -> Job:
    """Ask for work to be done soon; it begins only if the caller's transaction commits.

    ``by`` will see its progress at ``job.address``; without one, nobody does. ``arguments`` is plain JSON (keys,
    codes, days) handed to the function that ``settings.MUNERA_JOBS`` names for the kind.
    """
    if kind not in settings.MUNERA_JOBS:
        raise UnknownJobKind(kind)
    language = (by.language if by else "") or translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        job = Job.objects.create(
            kind=kind,
            title=str(title),
            arguments=arguments,
            owner=by,
            run_after=run_after or timezone.now(),
        )
    queue.enqueue(job)
    return job
