"""Who may come in, which numbers a country's workers bear, and what may be done to an engagement."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role, Scope
from munera.kernel.people.choices import IdentifierKind
from munera.services.seasonal.models import Engagement

EMPLOYER = Role("seasonal.employer", _("Employer of seasonal workers"))
INSPECTOR = Role("seasonal.inspector", _("Labour inspector"), needs_second_factor=True)

READ = Scope("seasonal:read", _("Read own engagements and levies"), role=EMPLOYER)
WRITE = Scope("seasonal:write", _("Register and cancel own engagements"), role=EMPLOYER)
SCOPES = (READ, WRITE)

# By the employer's country (ISO 3166-1): the numbers by which its workers are known, the usual one first.
IDENTIFIER_KINDS: dict[str, tuple[IdentifierKind, ...]] = {
    "RS": (IdentifierKind.RS_JMBG, IdentifierKind.RS_EBS),
}


def may_cancel(engagement: Engagement, *, today: date) -> bool:
    """Until its day has ended; afterwards the day counts as worked."""
    return engagement.is_registered and engagement.on >= today
