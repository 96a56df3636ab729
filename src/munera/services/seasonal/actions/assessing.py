"""The levy of a day: asked of the engine, stored once, and caught up with when the rules come later."""

from datetime import date

from django.db import transaction

from munera.engines import levies
from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import queries
from munera.services.seasonal.models import Assessment, Engagement


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

    Noted in the audit by nobody: the rules changed, no person did.
    """
    assessed = 0
    for engagement in queries.awaiting_levy().select_for_update(of=("self",), no_key=True).order_by("pk"):
        asked = levies.Engagement(engagement.kind, began_on=engagement.began_on)
        assessment = assessment_for(engagement.employer, asked, on=engagement.on)
        if assessment:
            version = queries.rulebook_of(engagement.employer).version
            Engagement.objects.filter(pk=engagement.pk).update(assessment=assessment)
            record_audit("seasonal.engagement.assessed", engagement, by=None, details={"version": version})
            assessed += 1
    return assessed
