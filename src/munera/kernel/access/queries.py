"""Reading API keys: those a person looks after, the one a request presents, and what the audit says to them."""

import hmac
from datetime import date
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role, Scope
from munera.kernel.access.models import ApiKey
from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.models import Delegation, Membership, Organisation
from munera.kernel.organisations.queries import organisations_with_member, valid
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.kernel.sealing import lookup_digest


def digest_of(secret: str) -> str:
    """By what a key is found: without the site's own key nobody can compute it."""
    return lookup_digest(secret, purpose="access.api-key")


@cache
def every_scope() -> tuple[Scope, ...]:
    """What a key may be used for: the scopes of each room, as ``settings.MUNERA_SCOPES`` lists them."""
    return tuple(scope for path in settings.MUNERA_SCOPES for scope in import_string(path))


def scopes_open_to(organisations: QuerySet[Organisation]) -> list[Scope]:
    """A program may do what some member of these organisations may do today, and nothing else."""
    held = Membership.objects.filter(valid(timezone.localdate()), organisation__in=organisations)
    roles = set(held.values_list("role", flat=True))
    return [scope for scope in every_scope() if scope.role.code in roles]


def organisations_administered_by(person: Person) -> QuerySet[Organisation]:
    return organisations_with_member(person, role=ADMINISTRATOR.code, on=timezone.localdate())


def keys_administered_by(person: Person) -> QuerySet[ApiKey]:
    """Every key of the organisations the person administers today, revoked ones too."""
    keys = ApiKey.objects.select_related("organisation", "issued_by")
    return keys.filter(organisation__in=organisations_administered_by(person))


def key_presented(secret: str, *, on: date) -> ApiKey | None:
    """The key that holds on that day.

    A key acts in the name of the person who issued it, and so only as long as that person administers the
    organisation: whoever takes over issues a new one.
    """
    digest = digest_of(secret)
    keys = ApiKey.objects.select_related("organisation", "issued_by")
    key = keys.filter(digest=digest, revoked_at=None, expires_on__gte=on, issued_by__is_active=True).first()
    if key is None or not hmac.compare_digest(key.digest, digest):
        return None
    return key if _is_held(ADMINISTRATOR, at=key.organisation_id, on=on, by=key.issued_by_id) else None


def is_held_at(organisation: Organisation, role: Role) -> bool:
    """Whether anybody holds the role there today."""
    return _is_held(role, at=organisation.pk, on=timezone.localdate())


def _is_held(role: Role, *, at: int, on: date, by: int | None = None) -> bool:
    """In plain SQL: each call with a key asks it twice, and the database answers sooner than Django could ask."""
    whose = "" if by is None else " AND person_id = %s"
    held = (
        f"SELECT 1 FROM {Membership._meta.db_table} WHERE organisation_id = %s AND role = %s"  # noqa: S608  # our own names
        f" AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s){whose} LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(held, [at, role.code, on, on, *([] if by is None else [by])])
        return cursor.fetchone() is not None


def organisation_of_key(key: ApiKey, *, role: Role | None = None) -> QuerySet[Organisation]:
    """The one for which the key acts; none if ``role`` is asked for and nobody holds it there today."""
    found = Organisation.objects.filter(pk=key.organisation_id)
    if role is None:
        return found
    return found.filter(
        pk__in=Membership.objects.filter(valid(timezone.localdate()), role=role.code).values("organisation")
    )


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Those the person belongs to or acts for today, in whatever role."""
    on = timezone.localdate()
    own = Membership.objects.filter(valid(on), person=person).values("organisation")
    lent = Delegation.objects.filter(valid(on), delegate=person).values("principal")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=lent)).order_by("name", "pk")


def audit_of(organisations: QuerySet[Organisation]) -> QuerySet[Event]:
    """What was done to these organisations and their keys, and what was done on their behalf; oldest first."""
    references = [reference(organisation) for organisation in organisations]
    references += [reference(key) for key in ApiKey.objects.filter(organisation__in=organisations).only("pk")]
    return Event.objects.filter(Q(object__in=references) | Q(on_behalf_of__in=references)).order_by("pk")


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person."""
    return [
        PersonalRecords(
            room="access",
            name=_("API keys you issued"),
            rows=ApiKey.objects.filter(issued_by=person),
            fields=("name", "organisation_id", "scopes", "issued_at", "expires_on", "revoked_at"),
            erasure=Erasure.KEEP,
            because=_(
                "it must stay traceable who let a program act for the organisation "
                "(General Data Protection Regulation, article 5(2))"
            ),
            keep_years=5,
            kept_from="issued_at",
        )
    ]
