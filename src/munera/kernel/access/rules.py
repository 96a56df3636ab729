"""The roles of the house itself, and the question every door asks."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role
from munera.kernel.organisations.queries import roles_of
from munera.kernel.people.models import Person

ADMINISTRATOR = Role("access.administrator", _("Administrator of an organisation"), needs_second_factor=True)
AUDITOR = Role("access.auditor", _("Auditor"), needs_second_factor=True)
PRIVACY_OFFICER = Role("access.privacy-officer", _("Privacy officer"), needs_second_factor=True)


def holds(person: Person, role: Role) -> bool:
    """Whether the person holds the role today, in any organisation."""
    return role.code in roles_of(person, on=timezone.localdate())
