"""Links to credentials, and offers to wallets: found by what their visitor knows."""

from datetime import datetime

from django.db.models import QuerySet

from munera.kernel.credentials.models import Credential, Share
from munera.kernel.people.models import Person
from munera.kernel.sealing import lookup_digest

SHARE, CODE, TOKEN = "credentials.share", "credentials.offer-code", "credentials.offer-token"
TRANSACTION = "credentials.offer-transaction"


def shares_of(credential: Credential) -> QuerySet[Share]:
    """The links to it, newest first; those that ended too."""
    return credential.shares.all()


def shares_made_by(person: Person) -> QuerySet[Share]:
    """The links to the person's own credentials."""
    return Share.objects.filter(credential__holder=person).select_related("credential__achievement")


def open_share(token: str, *, at: datetime) -> Share | None:
    """The link of this address, unless it has ended."""
    standing = Share.objects.filter(ended_at=None, expires_at__gt=at)
    found = standing.filter(digest=lookup_digest(token, purpose=SHARE)).select_related("credential__achievement")
    return found.select_related(
        "credential__achievement", "credential__issuer__organisation", "credential__key"
    ).first()
