"""Who belongs to which organisation in which role, and who acts for whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.rules import reference
from munera.kernel.organisations.models import Delegation, Membership, Organisation
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords


def valid(on: date) -> Q:
    """Holds on that day; the last day counts."""
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def not_over(on: date) -> Q:
    """Holds on that day or begins later."""
    return Q(ends_on=None) | Q(ends_on__gte=on)


def organisations_acted_for(person: Person, *, role: str, on: date) -> QuerySet[Organisation]:
    """Those where the person holds ``role`` on that day, by membership or by delegation."""
    own = Membership.objects.filter(valid(on), person=person, role=role).values("organisation")
    lent = Delegation.objects.filter(valid(on), delegate=person, role=role).values("principal")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=lent)).order_by("name")


def organisations_with_member(person: Person, *, on: date, role: str | None = None) -> QuerySet[Organisation]:
    """Those the person belongs to; what is lent does not count."""
    own = Membership.objects.filter(valid(on), person=person)
    if role is not None:
        own = own.filter(role=role)
    return Organisation.objects.filter(pk__in=own.values("organisation")).order_by("name")


def roles_of(person: Person, *, on: date) -> frozenset[str]:
    """Every role the person holds somewhere on that day."""
    own = Membership.objects.filter(valid(on), person=person).values_list("role", flat=True)
    lent = Delegation.objects.filter(valid(on), delegate=person).values_list("role", flat=True)
    return frozenset(own) | frozenset(lent)


def roles_in(person: Person, organisation: Organisation, *, on: date) -> frozenset[str]:
    """The roles the person holds there as a member."""
    own = Membership.objects.filter(valid(on), person=person, organisation=organisation)
    return frozenset(own.values_list("role", flat=True))


def members_of(organisation: Organisation, *, on: date) -> QuerySet[Membership]:
    """Who holds which role there, now or soon, by name."""
    found = Membership.objects.filter(not_over(on), organisation=organisation)
    return found.select_related("person", "organisation").order_by("person__full_name", "role", "starts_on")


def memberships_of(person: Person, *, on: date) -> QuerySet[Membership]:
    found = Membership.objects.filter(not_over(on), person=person)
    return found.select_related("organisation").order_by("organisation__name", "role")


def memberships_administered_by(person: Person, *, role: str, on: date) -> QuerySet[Membership]:
    """Those, not yet over, in organisations where the person holds ``role``: the administrator's."""
    organisations = organisations_with_member(person, role=role, on=on)
    found = Membership.objects.filter(not_over(on), organisation__in=organisations)
    return found.select_related("person", "organisation")


def delegations_given_by(organisations: Iterable[Organisation], *, on: date) -> QuerySet[Delegation]:
    """Who acts for these organisations, now or soon."""
    found = Delegation.objects.filter(not_over(on), principal__in=list(organisations))
    return found.select_related("principal", "delegate", "given_by").order_by("principal__name", "delegate__full_name")


def delegations_held_by(person: Person, *, on: date) -> QuerySet[Delegation]:
    """For whom the person acts, now or soon, and who let them."""
    found = Delegation.objects.filter(not_over(on), delegate=person)
    return found.select_related("principal", "delegate", "given_by").order_by("principal__name", "role")


def delegations_endable_by(person: Person, *, on: date) -> QuerySet[Delegation]:
    """Those a person may end: the ones they hold, and those of organisations where they hold the role themselves."""
    own = Membership.objects.filter(valid(on), person=person).values_list("organisation", "role")
    of_own = Q(pk=None)
    for organisation, role in own:
        of_own |= Q(principal=organisation, role=role)
    found = Delegation.objects.filter(not_over(on)).filter(Q(delegate=person) | of_own)
    return found.select_related("principal", "delegate")


def organisation_by_registration(kind: str, number: str) -> Organisation | None:
    return Organisation.objects.filter(registration_kind=kind, registration_number=number).first()


def site_organisation() -> Organisation | None:
    """The public body that runs this site."""
    return Organisation.objects.filter(runs_site=True).first()


def names_of(references: set[str]) -> dict[str, str]:
    """For audit references that are organisations, the names to show: one query."""
    label = Organisation._meta.label_lower
    numbers = [int(number) for model, _colon, number in (one.partition(":") for one in references) if model == label]
    return {reference(found): found.name for found in Organisation.objects.filter(pk__in=numbers)}


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person."""
    because = _("an administration must be able to show who acted for it and when (limitation of claims)")
    return [
        PersonalRecords(
            room="organisations",
            name=_("Roles you hold or held in an organisation"),
            rows=Membership.objects.filter(person=person),
            fields=("organisation__name", "role", "starts_on", "ends_on"),
            erasure=Erasure.KEEP,
            because=because,
            keep_years=10,
            kept_from="ends_on",
        ),
        PersonalRecords(
            room="organisations",
            name=_("Organisations you act or acted for"),
            rows=Delegation.objects.filter(delegate=person),
            fields=("principal__name", "role", "starts_on", "ends_on"),
            erasure=Erasure.KEEP,
            because=because,
            keep_years=10,
            kept_from="ends_on",
        ),
        PersonalRecords(
            room="organisations",
            name=_("People you let act for your organisation"),
            rows=Delegation.objects.filter(given_by=person),
            fields=("principal__name", "role", "starts_on", "ends_on"),
            erasure=Erasure.KEEP,
            because=because,
            keep_years=10,
            kept_from="ends_on",
        ),
    ]
