"""Organisations, and people who hold a role in them since yesterday."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from munera.kernel.organisations.actions import appoint, delegate, found_organisation
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Delegation, Membership, Organisation
from munera.kernel.people.models import Person
from tests.factories import people

NUMBERS = count(1)
ROLE = "seasonal.employer"


def organisation(kind: OrganisationKind = OrganisationKind.EMPLOYER, *, runs_site: bool = False) -> Organisation:
    return found_organisation(f"Organisation {next(NUMBERS)}", kind, country="RS", by=None, runs_site=runs_site)


def membership(of: Organisation, *, role: str = ROLE, person: Person | None = None) -> Membership:
    since = timezone.localdate() - timedelta(days=1)
    return appoint(person or people.person(), of, role, by=None, starts_on=since)


def member(of: Organisation, *, role: str = ROLE) -> Person:
    return membership(of, role=role).person


def delegation(of: Organisation, *, by: Person | None = None, to: Person | None = None) -> Delegation:
    giver = by or member(of)
    return delegate(of, to or people.person(), ROLE, by=giver, starts_on=timezone.localdate())
