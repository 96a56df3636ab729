"""Who may issue, who may vote on whom, and how many votes decide."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role
from munera.kernel.credentials.models import Credential, Issuer, IssuerKey

ISSUER = Role("credentials.issuer", _("Issuer of credentials"), needs_second_factor=True)
ROLES: Final = (ISSUER,)

# So long before a credential ends its holder is told: a course must be found and attended meanwhile.
TOLD_BEFORE_END: Final = timedelta(days=60)
# Who was just handed one that lasts shorter than that knows when it ends.
NEW_FOR: Final = timedelta(days=30)


def did_of_site() -> str:
    """``did:web:town.example``: the name under which this site is found (did:web, "DID method operations")."""
    return "did:web:" + quote(urlsplit(settings.MUNERA_ADDRESS).netloc, safe="")


def did_of(slug: str, *, is_site: bool) -> str:
    """An issuer's own name; the body that runs the site has the name of the site."""
    return did_of_site() if is_site else f"{did_of_site()}:issuers:{slug}"


def votes_needed() -> int:
    """How many accredited issuers must agree before another is accredited, or loses it."""
    return int(settings.MUNERA_ISSUER_VOTES)


def is_founding(accredited: int) -> bool:
    """Whether there are too few accredited issuers to decide by vote.

    The first ones cannot be voted in by anybody. Until as many stand as a decision needs, the body that runs the site
    accredits them; the log says so of each ("founding"), and afterwards it has no say of its own.
    """
    return accredited < votes_needed()


def may_vote(voter: Issuer, issuer: Issuer) -> bool:
    """Accredited issuers may, and nobody votes on oneself."""
    return voter.is_accredited and voter.pk != issuer.pk


def may_withdraw(credential: Credential) -> bool:
    return not credential.is_withdrawn


def may_revoke(key: IssuerKey) -> bool:
    """A key that was replaced can still turn out to be stolen; one that was revoked is revoked."""
    return key.revoked_id is None
