"""Which organisations a person may act for, as member or as delegate."""

from datetime import date

from django.db.models import Q, QuerySet

from munera.kernel.organisations.models import Delegation, Membership, Organisation
from munera.kernel.people.models import Person


def _valid(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def organisations_acted_for(person: Person, *, role: str, on: date) -> QuerySet[Organisation]:
    """Those where the person holds ``role`` on that day, by membership or by delegation."""
    own = Membership.objects.filter(_valid(on), person=person, role=role).values("organisation")
    lent = Delegation.objects.filter(_valid(on), delegate=person, role=role).values("principal")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=lent)).order_by("name")


def roles_of(person: Person, *, on: date) -> frozenset[str]:
    """Every role the person holds somewhere on that day."""
    own = Membership.objects.filter(_valid(on), person=person).values_list("role", flat=True)
    lent = Delegation.objects.filter(_valid(on), delegate=person).values_list("role", flat=True)
    return frozenset(own) | frozenset(lent)
