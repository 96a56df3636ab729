"""The roles and scopes of the house itself, and the question every door asks."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role, Scope
from munera.kernel.access.models import ApiKey
from munera.kernel.organisations.queries import roles_of
from munera.kernel.people.models import Person

ADMINISTRATOR = Role("access.administrator", _("Administrator of an organisation"), needs_second_factor=True)
AUDITOR = Role("access.auditor", _("Auditor"), needs_second_factor=True)
PRIVACY_OFFICER = Role("access.privacy-officer", _("Privacy officer"), needs_second_factor=True)

READ_AUDIT = Scope("audit:read", _("Read what the audit notes about the organisation"), role=ADMINISTRATOR)
SCOPES = (READ_AUDIT,)

# A key that nobody renews ends: long enough for a season, short enough to be noticed.
LONGEST_LIFE = timedelta(days=365)

# The session's proof: the number of the person who has shown two factors in it.
SECOND_FACTOR = "second_factor_of"


def holds(person: Person, role: Role) -> bool:
    """Whether the person holds the role today, in any organisation."""
    return role.code in roles_of(person, on=timezone.localdate())


def may_revoke(key: ApiKey) -> bool:
    """Whether there is still something to revoke."""
    return key.revoked_at is None


def state_of(key: ApiKey, *, on: date) -> str:
    """``revoked``, ``ended`` or ``valid``."""
    if key.revoked_at is not None:
        return "revoked"
    return "ended" if key.expires_on < on else "valid"


def note_second_factor(request: HttpRequest, person: Person) -> None:
    """This session has seen two factors of ``person``; it ends with the session."""
    request.session[SECOND_FACTOR] = person.pk


def second_factor_missing(request: HttpRequest, role: Role) -> bool:
    """Whether the role asks for a second factor that this session has not seen of the person signed in."""
    return role.needs_second_factor and request.session.get(SECOND_FACTOR) != request.user.pk
