"""Work in the background: interests that nobody answered, news of saved searches, the index, panels of a round."""

from typing import Any

from django.utils import timezone

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.kernel.people.models import Person
from munera.services.evaluators import actions, queries
from munera.services.evaluators.models import Round


# One attempt: the timetable comes round again sooner than a second one would.
@runs_with(Policy(attempts=1))
def expire_interests(progress: Progress) -> dict[str, int]:
    expired = actions.expire_interests()
    progress.report(expired)
    return {"expired": expired}


@runs_with(Policy(attempts=1))
def tell_of_news(progress: Progress) -> dict[str, int]:
    told = actions.tell_of_news()
    progress.report(told)
    return {"told": told}


@runs_with(Policy(attempts=1))
def make_index(progress: Progress) -> dict[str, int]:
    """So that nobody who opens a deck waits for it."""
    indexed = queries.make_index(on=timezone.localdate())
    progress.report(indexed)
    return {"indexed": indexed}


# Begun again after a crash it composes once more; nothing was appointed meanwhile, and the newest counts.
@runs_with(Policy(attempts=3))
def compose_round(progress: Progress, *, number: int, objective: str, by: int) -> dict[str, Any]:
    composed = Round.objects.select_related("office").get(pk=number)
    actions.compose_round(composed, objective=objective, by=Person.objects.get(pk=by))
    progress.report(1)
    return {"page": "evaluators:show_round", "args": [number]}
