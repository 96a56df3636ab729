"""Codes that open a worker's days without an account, and the looks taken with them."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.seasonal import queries, rules
from munera.services.seasonal.models import SelfCheckCode


class CodeWithdrawn(Refusal):
    title = _("The code no longer holds")
    sentence: Sentence = _("This code was withdrawn already, or a newer one has taken its place.")


@transaction.atomic
def issue_code(person: Person, *, employer: Organisation | None, by: Person) -> str:
    """A new code, told this once; the one before it no longer opens anything.

    With an ``employer`` it opens the days with them alone; without, all days: for somebody whose document was seen.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    now = timezone.now()
    queries.standing_codes().filter(person=person, employer=employer).update(withdrawn_at=now)
    plain = "".join(secrets.choice("0123456789") for _place in range(rules.CODE_DIGITS))
    code = SelfCheckCode.objects.create(
        person=person, employer=employer, digest=queries.digest_of_code(plain), issued_at=now, issued_by=by
    )
    record_audit("seasonal.code.issued", person, by=by, on_behalf_of=employer, details={"code": code.pk})
    return plain


@transaction.atomic
def withdraw_code(code: SelfCheckCode, *, by: Person) -> None:
    """It opens nothing from now on: the card was lost, or the worker does not want it."""
    if not queries.standing_codes().filter(pk=code.pk).update(withdrawn_at=timezone.now()):
        raise CodeWithdrawn
    record_audit("seasonal.code.withdrawn", code.person, by=by, on_behalf_of=code.employer, details={"code": code.pk})


def note_self_check(code: SelfCheckCode) -> None:
    """Somebody was shown the days that the code opens; who held it, nobody knows, so it is noted to its person."""
    record_audit("seasonal.days.looked-up", code.person, by=None, on_behalf_of=code.employer, details={"code": code.pk})
