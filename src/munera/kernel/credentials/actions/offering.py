"""Hand a credential to the wallet of its holder: OpenID for Verifiable Credential Issuance 1.0, pre-authorised code.

The holder, signed in, gets an offer as a code to scan and six digits. The wallet fetches the offer, shows its code and
the digits for a token, asks for a nonce, and shows by a signature over it which key it holds (4.1.1, 6, 7, 8).
"""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.jose import check_compact, key_from_jwk, read_compact, to_vc_jwt
from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.log import leaves
from munera.engines.attestation.sd_jwt import to_sd_jwt_vc
from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials import queries
from munera.kernel.credentials.actions.log import append_leaf
from munera.kernel.credentials.choices import KeyAlgorithm, LeafKind
from munera.kernel.credentials.models import Credential, IssuerKey, Offer
from munera.kernel.credentials.queries.handing import CODE, TOKEN, TRANSACTION
from munera.kernel.credentials.queries.offers import CONFIGURATIONS, PRE_AUTHORISED, TRANSACTION_DIGITS, type_address
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.sealing import lookup_digest, seal_bytes

OFFER_LASTS: Final = timedelta(minutes=10)
TOKEN_LASTS: Final = timedelta(minutes=5)
NONCE_LASTS: Final = timedelta(minutes=5)
# Of a million codes, five tries find one in two hundred thousand offers.
MOST_WRONG: Final = 5
PROOF_TYPE: Final = "openid4vci-proof+jwt"
CLOCKS: Final = timedelta(minutes=5)


class CountsNoMore(Refusal):
    title = _("This credential counts no more")
    sentence: Sentence = _("This credential was withdrawn or has expired, so no wallet can take it.")


class NotTaken(Exception):
    """What the protocol answers: its word, and the status (6.3, 8.3.1)."""

    def __init__(self, error: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


@dataclass(frozen=True, slots=True)
class Offered:
    """``transaction_code`` is shown to the holder this once and kept as a digest alone."""

    offer: Offer
    transaction_code: str


@transaction.atomic
def offer_credential(credential: Credential, *, by: Person) -> Offered:
    """An offer that a wallet may take within ten minutes."""
    if not credential.is_valid:
        raise CountsNoMore
    code = secrets.token_urlsafe(24)
    digits = f"{secrets.randbelow(10**TRANSACTION_DIGITS):0{TRANSACTION_DIGITS}d}"
    number = uuid.uuid4()
    offer = Offer.objects.create(
        credential=credential,
        number=number,
        code=lookup_digest(code, purpose=CODE),
        sealed=seal_bytes(code.encode()),
        transaction_code=_digest_of(digits, number),
        expires_at=timezone.now() + OFFER_LASTS,
    )
    record_audit("credentials.offer.made", offer, by=by, details={"credential": credential.pk})
    return Offered(offer, digits)


def take_code(said: Mapping[str, str]) -> tuple[str, int]:
    """The token for a code, and for how many seconds it counts (6.1); raises ``NotTaken``."""
    if said.get("grant_type") != PRE_AUTHORISED:
        raise NotTaken("unsupported_grant_type")
    code, digits = said.get("pre-authorized_code", ""), said.get("tx_code", "")
    if not code or not digits:
        raise NotTaken("invalid_request")
    now = timezone.now()
    offer = Offer.objects.filter(code=lookup_digest(code, purpose=CODE), taken_at=None, expires_at__gt=now).first()
    if offer is None or offer.wrong_tries >= MOST_WRONG:
        raise NotTaken("invalid_grant")
    if not secrets.compare_digest(offer.transaction_code, _digest_of(digits, offer.number)):
        Offer.objects.filter(pk=offer.pk).update(wrong_tries=F("wrong_tries") + 1)
        raise NotTaken("invalid_grant")
    token = secrets.token_urlsafe(32)
    # The update is the guard: of two with one code, one gets a token.
    standing = Offer.objects.filter(pk=offer.pk, taken_at=None, wrong_tries__lt=MOST_WRONG)
    with transaction.atomic():
        if not standing.update(
            taken_at=now, token=lookup_digest(token, purpose=TOKEN), token_until=now + TOKEN_LASTS, sealed=b""
        ):
            raise NotTaken("invalid_grant")
        record_audit("credentials.offer.taken", offer, by=offer.credential.holder)
    return token, int(TOKEN_LASTS.total_seconds())


def make_nonce() -> str:
    """For one proof, within five minutes (7)."""
    nonce = secrets.token_urlsafe(24)
    cache.set(_place_of(nonce), True, timeout=NONCE_LASTS.total_seconds())
    return nonce


def credential_for(token: str, body: bytes) -> bytes:
    """What the wallet asked for (8.1), as the answer's JSON; raises ``NotTaken``."""
    offer = Offer.objects.filter(token=lookup_digest(token, purpose=TOKEN), token_until__gt=timezone.now())
    found = offer.select_related("credential__achievement", "credential__issuer__organisation", "credential__key")
    held = found.first() if token else None
    if held is None:
        raise NotTaken("invalid_token", status=401)
    asked = _asked(body)
    name = asked.get("credential_configuration_id")
    if not isinstance(name, str) or name not in CONFIGURATIONS:
        raise NotTaken("unknown_credential_configuration")
    holder = _holder_key(asked)
    credential = held.credential
    if not credential.is_valid:
        raise NotTaken("credential_request_denied")
    return b'{"credentials":[{"credential":' + _written(credential, CONFIGURATIONS[name], holder) + b"}]}"


def _asked(body: bytes) -> Mapping[str, Any]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise NotTaken("invalid_credential_request") from None
    if not isinstance(asked, dict):
        raise NotTaken("invalid_credential_request")
    return asked


def _holder_key(asked: Mapping[str, Any]) -> PublicKey:
    """The key that the wallet has shown to hold (8.2.1.1, F.1)."""
    proofs = asked.get("proofs")
    tokens = proofs.get("jwt") if isinstance(proofs, dict) else None
    if not isinstance(tokens, list) or len(tokens) != 1 or not isinstance(tokens[0], str):
        raise NotTaken("invalid_proof")
    try:
        header = read_compact(tokens[0]).header
        jwk = header.get("jwk")
        if not isinstance(jwk, dict):
            raise NotTaken("invalid_proof")
        key = key_from_jwk(jwk)
        claims = json.loads(check_compact(tokens[0], keys=lambda _header: key, typ=PROOF_TYPE).payload)
    except (AttestationError, ValueError, RecursionError):
        raise NotTaken("invalid_proof") from None
    if not isinstance(key, PublicKey) or not isinstance(claims, dict) or claims.get("aud") != settings.MUNERA_ADDRESS:
        raise NotTaken("invalid_proof")
    if not _is_fresh(claims.get("iat")):
        raise NotTaken("invalid_proof")
    nonce = claims.get("nonce")
    # Deleting is the guard: of two proofs with one nonce, one is taken.
    if not isinstance(nonce, str) or not cache.delete(_place_of(nonce)):
        raise NotTaken("invalid_nonce")
    return key


def _is_fresh(issued_at: object) -> bool:
    if not isinstance(issued_at, int) or isinstance(issued_at, bool):
        return False
    return abs(timezone.now().timestamp() - issued_at) <= CLOCKS.total_seconds()


def _written(credential: Credential, form: str, holder: PublicKey) -> bytes:
    """The credential in the form that was asked for, as JSON."""
    if form == "ldp_vc":
        return queries.shared_body(credential)
    now = timezone.now()
    key = _key_of(credential)
    document = json.loads(credential.body)
    if form == "vc+jwt":
        token = to_vc_jwt(document, queries.signing_key(key), now=now)
        write_into_log(token, key)
        return json.dumps(token).encode()
    status = {"idx": credential.status_index, "uri": credential.status_list.address}
    record = _record(credential)
    hidden = [name for name in ("name", "identifier", "description", "skills") if name in record]
    token = to_sd_jwt_vc(
        record,
        queries.signing_key(key),
        disclosable=hidden,
        salts=iter(lambda: secrets.token_bytes(16), b""),
        now=now,
        holder_jwk=holder.jwk(),
        x5c=queries.chain_of(key),
        status={"status_list": status},
    )
    write_into_log(token, key)
    return json.dumps(token).encode()


@transaction.atomic
def write_into_log(token: str, key: IssuerKey) -> None:
    """So that it counts also when its key has been replaced: it was there before."""
    append_leaf(LeafKind.TOKEN, leaves.commitment_of_token(token))
    # From here on nobody else can write into the log, so what holds now holds for this leaf.
    standing = IssuerKey.objects.filter(pk=key.pk, retired=None, revoked=None, issuer__accreditation__isnull=False)
    if not standing.exists():
        raise NotTaken("credential_request_denied")


def _record(credential: Credential) -> dict[str, Any]:
    """The claims of an SD-JWT VC; those that name the person or tell more than the title may be left out."""
    achievement = credential.achievement
    record: dict[str, Any] = {
        "vct": type_address(),
        "iss": credential.issuer.did,
        "nbf": int(credential.issued_at.timestamp()),
        "achievement": achievement.name,
        "issuer_name": credential.issuer.organisation.name,
        "identifier": credential.identifier,
        "name": credential.holder.full_name,
        "description": achievement.description,
        "skills": [skill.uri for skill in achievement.skills.all()],
    }
    if credential.valid_until:
        record["exp"] = int(credential.valid_until.timestamp())
    return record


def _key_of(credential: Credential) -> IssuerKey:
    """European wallets take P-256; without such a key the one that signs everything does."""
    key = queries.standing_key(credential.issuer, algorithm=KeyAlgorithm.P256) or queries.standing_key(
        credential.issuer
    )
    if key is None:
        raise NotTaken("credential_request_denied")
    return key


def _place_of(nonce: str) -> str:
    return f"credentials.nonce:{lookup_digest(nonce, purpose='credentials.nonce')}"


def _digest_of(digits: str, number: uuid.UUID) -> str:
    """Bound to its offer: equal digits of two offers look different."""
    return lookup_digest(f"{number}:{digits}", purpose=TRANSACTION)
