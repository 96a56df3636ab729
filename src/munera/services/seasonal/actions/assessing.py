"""The levy of a day: asked of the engine, stored once, and caught up with when the rules come later."""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from munera.engines import levies
from munera.kernel.audit.actions import record_audits
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import queries
from munera.services.seasonal.models import Assessment, Engagement

# Days that learn of their levy in one statement.
AT_ONCE: Final = 1_000


def assessment_for(employer: Organisation, engagement: levies.Engagement, *, on: date) -> int | None:
    """The number of the engine's stored answer for a day; none while the country's rules have no value for it.

    A registration must not wait for a gazette: the day counts, and its levy follows.
    """
    book = queries.rulebook_of(employer)
    try:
        result = levies.assess(engagement, book, on=on)
    except levies.ValueMissing:
        return None
    assessment, _is_new = Assessment.objects.only("pk").get_or_create(
        version=result.version,
        inputs_digest=levies.digest_of(engagement, on=on, rulebook=book),
        defaults={
            "on": on,
            "total": result.total,
            "currency": result.currency,
            "result": levies.to_plain(result),
        },
    )
    return assessment.pk


@transaction.atomic
def assess_waiting_engagements() -> int:
    """Reckon the days that were registered before their rates were known; returns how many could be.

    In December every crew of January waits, and mostly in vain: only rows whose levy can be reckoned are held.
    Noted in the audit by nobody: the rules changed, no person did.
    """
    stored = {}
    for country, asked, on in queries.questions_awaiting_levy():
        assessment = assessment_for(Organisation(country=country), asked, on=on)
        if assessment:
            stored[country, asked, on] = assessment
    by_assessment: dict[int, list[Engagement]] = {}
    for engagement in _held_engagements({on for _country, _asked, on in stored}):
        asked = levies.Engagement(engagement.kind, began_on=engagement.began_on)
        assessment = stored.get((engagement.employer.country, asked, engagement.on))
        if assessment:
            by_assessment.setdefault(assessment, []).append(engagement)
    for assessment, engagements in by_assessment.items():
        for start in range(0, len(engagements), AT_ONCE):
            _point_to(assessment, engagements[start : start + AT_ONCE])
    return sum(map(len, by_assessment.values()))


def _held_engagements(days: set[date]) -> QuerySet[Engagement]:
    """In one order for all of them, so that whoever takes crews off these days waits instead of locking up."""
    waiting = queries.awaiting_levy().filter(on__in=days)
    return waiting.select_for_update(of=("self",), no_key=True).order_by("pk")


def _point_to(assessment: int, engagements: list[Engagement]) -> None:
    Engagement.objects.filter(pk__in=[one.pk for one in engagements]).update(assessment=assessment)
    version = queries.rulebook_of(engagements[0].employer).version
    record_audits("seasonal.engagement.assessed", ((one, {"version": version}) for one in engagements), by=None)
