"""A confirmation of engagement on paper, and looking one up by its reference."""

import hashlib
import json
import secrets
from typing import Final, TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.seasonal import queries
from munera.services.seasonal.models import Confirmation, Engagement

# Fourteen letters by lot are 70 bits: nobody finds a paper by guessing.
LETTERS: Final = 14

Day: TypeAlias = dict[str, str]


class NothingToConfirm(Refusal):
    title = _("There is nothing to confirm")
    sentence: Sentence = _("No day of this year has come on which you are registered with this employer.")


@transaction.atomic
def confirm_days(person: Person, employer: Organisation, *, year: int, by: Person | None) -> Confirmation:
    """The paper for the days of a year that have come. Asked for again before anything changed, it is the same one."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    engagements = list(queries.days_to_confirm(person, employer, year=year, today=timezone.localdate()))
    if not engagements:
        raise NothingToConfirm
    name, number = engagements[0].worker.shown_name, queries.masked_number_of(person)
    days = [_day(engagement) for engagement in engagements]
    digest = hashlib.sha256(json.dumps([name, number, days], sort_keys=True).encode()).hexdigest()
    confirmation, is_new = Confirmation.objects.get_or_create(
        person=person,
        employer=employer,
        year=year,
        digest=digest,
        defaults={"reference": _reference(), "name": name, "number": number, "days": days},
    )
    if is_new:
        record_audit(
            "seasonal.confirmation.issued",
            confirmation,
            by=by,
            on_behalf_of=person,
            details={"year": year, "days": confirmation.count, "digest": digest},
        )
    return confirmation


def note_confirmation_checked(confirmation: Confirmation) -> None:
    """Somebody who was handed the paper held it against what we printed; its person can see that."""
    record_audit("seasonal.confirmation.checked", confirmation, by=None, on_behalf_of=confirmation.person)


def _day(engagement: Engagement) -> Day:
    return {
        "on": engagement.on.isoformat(),
        "shift": engagement.shift,
        "job": engagement.job,
        "receipt": engagement.receipt.number,
        "received_at": engagement.receipt.received_at.isoformat(),
    }


def _reference() -> str:
    drawn = "".join(secrets.choice(queries.REFERENCE_LETTERS) for _place in range(LETTERS))
    return queries.with_check_digits(drawn)
