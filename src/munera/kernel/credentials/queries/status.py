"""Status lists as they are published: signed by the issuer whose credentials they speak of, for a day at a time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from munera.engines.attestation import jose, proofs, status
from munera.engines.attestation.canonical import canonical
from munera.kernel.credentials.choices import KeyAlgorithm
from munera.kernel.credentials.models import IssuerKey, StatusList
from munera.kernel.credentials.queries.keys import signing_key, standing_key

# How long a reader may keep a list: so long may a withdrawal stay unseen.
TTL: Final = timedelta(minutes=5)


def status_lists() -> QuerySet[StatusList]:
    return StatusList.objects.select_related("issuer__organisation").order_by("pk")


def list_at(address: str) -> StatusList | None:
    """The list that a credential of ours calls so, wherever this site stands today."""
    named = re.fullmatch(r"(.+)/status/([0-9]{1,12})", address)
    return status_lists().filter(site=named[1], pk=int(named[2])).first() if named else None


def status_entry(address: str, index: int) -> dict[str, str]:
    """What a credential says of its place in a list."""
    return status.bitstring_entry(list_id=address, index=index, purpose="revocation")


def published_list(listing: StatusList) -> bytes | None:
    """The list as a verifiable credential; nothing while its issuer has no key."""
    key = standing_key(listing.issuer)
    return _credential(key, _Edition.of(listing)) if key else None


def published_token(listing: StatusList) -> str | None:
    """The same list as a ``statuslist+jwt``, signed with the key that European wallets take where there is one."""
    key = standing_key(listing.issuer, algorithm=KeyAlgorithm.P256) or standing_key(listing.issuer)
    return _token(key, _Edition.of(listing)) if key else None


@dataclass(frozen=True, slots=True)
class _Edition:
    """One content of one list on one day: signed once by a process, and then the same for everybody."""

    address: str
    issuer: str
    body: bytes
    since: datetime
    until: datetime

    @classmethod
    def of(cls, listing: StatusList) -> "_Edition":
        today = datetime.combine(timezone.now().astimezone(UTC), time.min, UTC)
        return cls(
            address=listing.address,
            issuer=listing.issuer.did,
            body=bytes(listing.bits),
            since=max(today, listing.changed_at.astimezone(UTC).replace(microsecond=0)),
            until=today + timedelta(days=2),
        )


# Dataclass and key are compared by value, so what has changed is signed anew.
@lru_cache(maxsize=64)
def _credential(key: IssuerKey, edition: _Edition) -> bytes:
    document = status.status_list_credential(
        status.StatusList(edition.body),
        id=edition.address,
        issuer=edition.issuer,
        purpose="revocation",
        valid_from=edition.since,
        valid_until=edition.until,
        ttl=TTL,
    )
    return proofs.issue(document, signing_key(key), now=edition.since)


@lru_cache(maxsize=64)
def _token(key: IssuerKey, edition: _Edition) -> str:
    claims = status.status_list_token_claims(
        status.StatusList(edition.body),
        uri=edition.address,
        purpose="revocation",
        issued_at=edition.since,
        expires_at=edition.until,
        ttl=TTL,
    )
    header = {"typ": status.TOKEN_TYPE, "kid": key.verification_method}
    return jose.sign_compact(canonical(claims), signing_key(key), header=header)
