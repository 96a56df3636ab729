"""Administrators and the keys they issue."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from munera.kernel.access.actions import issue_api_key
from munera.kernel.access.choices import Role
from munera.kernel.access.models import ApiKey
from munera.kernel.access.rules import ADMINISTRATOR, READ_AUDIT
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Membership, Organisation
from munera.kernel.people.models import Person

NUMBERS = count(1)


def person() -> Person:
    """Somebody who can sign in and holds no role."""
    number = next(NUMBERS)
    return Person.objects.create_user(f"person{number}@demo.example", full_name=f"Person {number}")


def organisation() -> Organisation:
    number = next(NUMBERS)
    return Organisation.objects.create(name=f"Organisation {number}", kind=OrganisationKind.EMPLOYER, country="RS")


def member(of: Organisation, *, role: Role = ADMINISTRATOR) -> Person:
    """Somebody who holds the role there since yesterday."""
    holder = person()
    since = timezone.localdate() - timedelta(days=1)
    Membership.objects.create(person=holder, organisation=of, role=role.code, starts_on=since)
    return holder


def key_of(
    by: Person, *, of: Organisation, scopes: tuple[str, ...] = (READ_AUDIT.code,), expires_on: date | None = None
) -> tuple[ApiKey, str]:
    """A key and its secret."""
    lasts_until = expires_on or timezone.localdate() + timedelta(days=30)
    return issue_api_key(of, name=f"Program {next(NUMBERS)}", scopes=scopes, expires_on=lasts_until, by=by)
