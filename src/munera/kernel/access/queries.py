"""Reading API keys: those a person looks after, the one a request presents, and what the audit says to them."""

import hmac
import json
from datetime import date
from functools import cache
from itertools import islice

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


# What the door needs of the key, its organisation and its issuer; whatever else is asked of them is read when asked.
OF_KEY = ("id", "organisation_id", "name", "scopes", "prefix", "digest", "issued_by_id", "last_used_on", "expires_on")
OF_ORGANISATION = ("id", "name", "kind", "country", "municipality", "registration_kind", "registration_number")
OF_ISSUER = ("id", "email", "full_name", "language", "is_active")
READ = ", ".join(
    f"{table}.{column}"
    for table, columns in (("presented", OF_KEY), ("organisation", OF_ORGANISATION), ("issuer", OF_ISSUER))
    for column in columns
)
# A key holds as long as whoever issued it may sign in and administers its organisation. A row for each role held there.
# In plain SQL: each call with a key asks it, and Django takes several times as long to write such a statement as the
# database to answer it.
KEY_THAT_HOLDS = f"""
    SELECT DISTINCT {READ}, held.role
    FROM {ApiKey._meta.db_table} AS presented
    JOIN {Organisation._meta.db_table} AS organisation ON organisation.id = presented.organisation_id
    JOIN {Person._meta.db_table} AS issuer ON issuer.id = presented.issued_by_id
    JOIN {Membership._meta.db_table} AS held ON held.organisation_id = presented.organisation_id
        AND held.starts_on <= %s AND (held.ends_on IS NULL OR held.ends_on >= %s)
    WHERE presented.digest = %s AND presented.revoked_at IS NULL AND presented.expires_on >= %s AND issuer.is_active
    AND EXISTS (
        SELECT 1 FROM {Membership._meta.db_table} AS own
        WHERE own.organisation_id = presented.organisation_id AND own.person_id = presented.issued_by_id
        AND own.role = %s AND own.starts_on <= %s AND (own.ends_on IS NULL OR own.ends_on >= %s)
    )
"""  # noqa: S608  # our own tables


def key_presented(secret: str, *, on: date) -> ApiKey | None:
    """The key that holds on that day, with its organisation, the roles held there, and who issued it.

    A key acts in the name of the person who issued it, and so only as long as that person administers the
    organisation: whoever takes over issues a new one.
    """
    digest = digest_of(secret)
    with connection.cursor() as cursor:
        cursor.execute(KEY_THAT_HOLDS, [on, on, digest, on, ADMINISTRATOR.code, on, on])
        rows = cursor.fetchall()
    if not rows:
        return None
    values = iter(rows[0])
    key = ApiKey.from_db(connection.alias, OF_KEY, list(islice(values, len(OF_KEY))))
    if not hmac.compare_digest(key.digest, digest):
        return None
    key.scopes = json.loads(key.scopes)  # as the database keeps it, for nothing here goes through Django's fields
    key.organisation = Organisation.from_db(
        connection.alias, OF_ORGANISATION, list(islice(values, len(OF_ORGANISATION)))
    )
    key.issued_by = Person.from_db(connection.alias, OF_ISSUER, list(islice(values, len(OF_ISSUER))))
    key.roles_held = frozenset(row[-1] for row in rows)
    return key


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
