"""Whether the issuer has taken a credential back: fetching nothing, believing only signed lists of the same issuer.

A list that cannot be had, cannot be believed or is too old says nothing. What is not known counts against the
credential, unless the policy says otherwise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.credential import issuer_of
from munera.engines.attestation.errors import AttestationError, StatusRefused
from munera.engines.attestation.jose import check_compact, seconds_of
from munera.engines.attestation.moments import read_moment, write_moment
from munera.engines.attestation.opening import opened
from munera.engines.attestation.reasons import Reason
from munera.engines.attestation.report import Check, Outcome, Policy
from munera.engines.attestation.resolver import check_url
from munera.engines.attestation.signatures import first_failure, of_document, of_token
from munera.engines.attestation.signers import Signers
from munera.engines.attestation.status import TOKEN_TYPE, Status, status_in_credential, status_in_token

BITSTRING: Final = "Bitstring Status List 1.0, 3.2"
TOKEN_LIST: Final = "Token Status List, 8.3"
ENTRIES: Final = "VC Data Model 2.0, 4.10"
MAX_ENTRIES: Final = 4
ONE_TICK: Final = timedelta(seconds=1)

# Gives the bytes that lie under the address of a list; raises OSError or LookupError where they cannot be had.
StatusOf = Callable[[str], bytes]


class FetchedLists:
    """Status lists as ``fetch`` finds them, which is asked for plain https addresses in the open network only.

    For ``fetch`` the same holds as for that of ``FetchingResolver``.
    """

    def __init__(self, fetch: StatusOf) -> None:
        self._fetch = fetch

    def __call__(self, url: str) -> bytes:
        return self._fetch(check_url(url))


@dataclass(frozen=True, slots=True)
class Lists:
    """Where lists come from: asked for now, or those that came along with the credential."""

    status_of: StatusOf | None
    brought: Mapping[str, bytes]

    def get(self, url: str) -> bytes | None:
        """The bytes of a list, or None where it cannot be had."""
        if self.status_of is not None:
            try:
                return self.status_of(url)
            except (OSError, LookupError, AttestationError):
                pass  # what was brought along may be new enough
        return self.brought.get(url)


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Answers for the credentials of one issuer; ``signers`` judges who signed the lists, by today's keys."""

    issuer: str
    signers: Signers
    lists: Lists
    policy: Policy
    now: datetime

    def check_credential(self, document: dict[str, Any]) -> Check:
        """The ``credentialStatus`` of a credential, one entry or several: the worst counts."""
        stated = document.get("credentialStatus")
        entries = stated if isinstance(stated, list) else [] if stated is None else [stated]
        if len(entries) > MAX_ENTRIES:
            reason = Reason("too-large", sentence=f"The credential has more than {MAX_ENTRIES} statuses.")
            return Check("status", "failed", reason, ENTRIES)
        return self._worst([self._entry(entry) for entry in entries])

    def check_claims(self, claims: Mapping[str, Any]) -> Check:
        """The ``status`` claim of a token (Token Status List, "Referenced Token")."""
        stated = claims.get("status")
        return self._worst([] if stated is None else [self._reference(stated)])

    def _worst(self, checks: list[Check]) -> Check:
        for outcome in ("failed", "skipped"):
            for check in checks:
                if check.outcome == outcome:
                    return check
        return checks[0] if checks else Check("status", "skipped", Reason("status-none"), ENTRIES)

    def _entry(self, entry: object) -> Check:
        kind = entry.get("type") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or kind != "BitstringStatusListEntry":
            return self._unknown(Reason("status-unknown", kind=str(kind)[:100]), ENTRIES)
        url = entry.get("statusListCredential")
        if not isinstance(url, str):
            return self._unknown(Reason("status-unknown", kind="BitstringStatusListEntry"), BITSTRING)
        data = self.lists.get(url)
        if data is None:
            return self._unknown(Reason("status-unavailable", url=url), BITSTRING)
        try:
            document = self._signed_list(data)
            until, now = self._moment_of(_moment(document.get("validUntil")))
            status = status_in_credential(entry, document, issuers={self.issuer}, now=now)
        except AttestationError as error:
            return Check("status", "failed", Reason.of(error), BITSTRING)
        return self._told(status, until, BITSTRING)

    def _reference(self, stated: object) -> Check:
        reference = stated.get("status_list") if isinstance(stated, dict) else None
        url = reference.get("uri") if isinstance(reference, dict) else None
        if not isinstance(reference, dict) or not isinstance(url, str):
            return self._unknown(Reason("status-unknown", kind="status"), TOKEN_LIST)
        data = self.lists.get(url)
        if data is None:
            return self._unknown(Reason("status-unavailable", url=url), TOKEN_LIST)
        try:
            claims = self._signed_claims(data)
            until, now = self._moment_of(_expiry(claims))
            status = status_in_token(reference, claims, now=now)
        except AttestationError as error:
            return Check("status", "failed", Reason.of(error), TOKEN_LIST)
        return self._told(status, until, TOKEN_LIST)

    def _signed_list(self, data: bytes) -> dict[str, Any]:
        """The list as a credential, signed by a key that the issuer may sign with today."""
        found = opened(data)
        if found.format == "vc" and found.document is not None:
            document: dict[str, Any] | None = found.document
            signatures = of_document(found.document, self.signers, now=self.now)
        elif found.format == "vc+jwt":
            document, signatures = of_token(found.credential.decode(), self.signers)
        else:
            raise StatusRefused("wrong-type", "The status list has a form that none should have.")
        wrong = first_failure(signatures, issuer_of(document or {}) or self.issuer)
        if wrong is not None or document is None:
            raise StatusRefused("list-not-signed", f"The status list is not signed as it must be: {wrong}")
        return document

    def _signed_claims(self, data: bytes) -> dict[str, Any]:
        token = data.decode("ascii", errors="replace").strip()

        def key(header: Mapping[str, Any]) -> Any:
            named = header.get("kid")
            return self.signers.any_key_of(named if isinstance(named, str) else "")

        parts = check_compact(token, keys=key, typ=TOKEN_TYPE)
        signer = self.signers.asked(str(parts.header.get("kid")))
        if signer is None or not signer.authorised or signer.controller != self.issuer:
            raise StatusRefused("list-not-signed", "The status list is signed by somebody else than the issuer.")
        return read_document(parts.payload)

    def _moment_of(self, until: datetime | None) -> tuple[datetime | None, datetime]:
        """The end of a list that counts by grace alone, and the moment to read a list at."""
        if until is None or self.now < until or self.now - until > self.policy.grace:
            return None, self.now
        return until, until - ONE_TICK

    def _unknown(self, reason: Reason, clause: str) -> Check:
        outcome: Outcome = "failed" if self.policy.fail_closed else "skipped"
        return Check("status", outcome, reason, clause)

    def _told(self, status: Status, until: datetime | None, clause: str) -> Check:
        if status.is_set:
            code = {"revocation": "status-revoked", "suspension": "status-suspended"}.get(status.purpose, "status-set")
            return Check("status", "failed", Reason(code, purpose=status.purpose), clause)
        if until is not None:
            return Check("status", "ok", Reason("status-good-stale", until=write_moment(until)), clause)
        return Check("status", "ok", Reason("status-good"), clause)


def _moment(text: object) -> datetime | None:
    return None if text is None else read_moment(text)


def _expiry(claims: Mapping[str, Any]) -> datetime | None:
    seconds = seconds_of(claims, "exp")
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
