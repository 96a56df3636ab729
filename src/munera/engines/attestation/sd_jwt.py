"""Credentials of which the holder shows only what is asked: SD-JWT (RFC 9901) and SD-JWT VC (``dc+sd-jwt``).

The issuer signs digests; the values travel beside them, and the holder leaves out what nobody needs to see, then signs
for one verifier and one moment. How digests and values belong together is in ``disclosures``.

SD-JWT VC is a draft (draft-ietf-oauth-sd-jwt-vc-19); what may still change stands in the constants of this module.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from munera.engines.attestation.canonical import canonical, read_document, refuse_floats
from munera.engines.attestation.certificates import (
    check_chain,
    key_of_certificate,
    names_issuer,
    read_certificate,
    write_x5c,
)
from munera.engines.attestation.disclosures import (
    Disclosure,
    Hiding,
    Path,
    digest_of,
    hash_of,
    opened_payload,
    read_disclosure,
    separated,
)
from munera.engines.attestation.errors import KeyRefused, ProofFailed, Unreadable
from munera.engines.attestation.jose import (
    FindKey,
    VerificationKey,
    check_compact,
    read_compact,
    seconds_of,
    sign_compact,
)
from munera.engines.attestation.keys import PublicKey, SigningKey

__all__ = [
    "Disclosure",
    "disclosures_of",
    "present",
    "to_sd_jwt_vc",
    "verify_sd_jwt",
    "verify_sd_jwt_vc",
]

VC_TYPE, KEY_BINDING_TYPE = "dc+sd-jwt", "kb+jwt"
# SD-JWT VC, 2.2.2.2: these are for every verifier to see, always.
ALWAYS_OPEN = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})
# How long ago a holder may have signed a presentation, and how far two clocks may differ.
FRESH = timedelta(minutes=5)
SKEW = timedelta(seconds=60)


def to_sd_jwt_vc(
    record: Mapping[str, Any],
    key: SigningKey,
    *,
    disclosable: Collection[Path],
    salts: Iterable[bytes],
    now: datetime,
    holder_jwk: Mapping[str, object] | None = None,
    x5c: Sequence[bytes] = (),
    status: Mapping[str, Any] | None = None,
) -> str:
    """``record``, claims with ``vct`` and ``iss``, as an SD-JWT VC that ends with a tilde.

    ``disclosable`` names the claims that the holder may leave out, ``salts`` gives 16 random bytes for each of them,
    ``holder_jwk`` is the key that presentations must be signed with, ``x5c`` the certificates (DER, the signer's
    first, without the anchor), ``status`` the content of the claim of that name.

    Raises ``Unreadable``: ``missing-claim``, ``reserved-name``, ``always-open``, ``no-such-claim``, ``salt``,
    ``float``; ``KeyRefused``: ``other-key`` where the certificate is about another key.
    """
    refuse_floats(dict(record))
    for name in ("vct", "iss"):
        if not isinstance(record.get(name), str):
            raise Unreadable("missing-claim", f"An SD-JWT VC needs the claim {name}.")
    paths = {(path,) if isinstance(path, str) else tuple(path) for path in disclosable}
    if any(path[:1] and path[0] in ALWAYS_OPEN for path in paths):
        raise Unreadable("always-open", "One of the claims to be hidden must be open to every verifier.")
    hiding = Hiding(iter(salts))
    payload = hiding.object(record, paths)
    payload |= {"_sd_alg": "sha-256", "iat": int(now.timestamp())}
    if holder_jwk is not None:
        payload["cnf"] = {"jwk": PublicKey.from_jwk(holder_jwk).jwk()}
    if status is not None:
        payload["status"] = dict(status)
    header: dict[str, Any] = {"typ": VC_TYPE}
    if x5c:
        if key_of_certificate(read_certificate(x5c[0])) != key.public:
            raise KeyRefused("other-key", "The certificate is about another key than the one that signs.")
        header["x5c"] = write_x5c(x5c)
    if not x5c or key.verification_method.partition("#")[0] == record["iss"]:
        # Beside a chain too: who trusts no authority finds the key as the issuer publishes it.
        header["kid"] = key.verification_method
    token = sign_compact(canonical(payload), key, header=header)
    return "~".join([token, *hiding.disclosures, ""])


def disclosures_of(token: str) -> tuple[Disclosure, ...]:
    """What a holder can choose from, in the order of the token; ``Unreadable`` where it is malformed."""
    _, texts, _ = separated(token)
    return tuple(read_disclosure(text) for text in texts)


def present(
    token: str,
    chosen: Collection[str],
    *,
    key: SigningKey | None = None,
    nonce: str = "",
    audience: str = "",
    now: datetime | None = None,
) -> str:
    """What a holder sends to a verifier: the token with the ``chosen`` disclosures (their texts), and, with a
    ``key``, a key binding for this ``nonce`` and ``audience`` (RFC 9901, 7.2).

    Raises ``Unreadable``: ``holder-only`` for a token that already has a key binding, ``unreferenced-disclosure``
    where a chosen value hangs on one that was not chosen.
    """
    signed, texts, binding = separated(token)
    if binding:
        raise Unreadable("holder-only", "The token is a presentation already; it must be taken as it is.")
    kept = [text for text in texts if text in chosen]
    payload = read_document(read_compact(signed).payload)
    opened_payload(payload, kept)
    shown = "~".join([signed, *kept, ""])
    if key is None:
        return shown
    if now is None or not nonce or not audience:
        raise Unreadable("missing-claim", "A key binding needs the hour, a nonce and an audience.")
    claims = {
        "aud": audience,
        "iat": int(now.timestamp()),
        "nonce": nonce,
        "sd_hash": digest_of(shown, hash_of(payload)),
    }
    return shown + sign_compact(canonical(claims), key, header={"typ": KEY_BINDING_TYPE})


def verify_sd_jwt_vc(
    token: str,
    *,
    key_of: Callable[[str], VerificationKey],
    now: datetime,
    nonce: str | None = None,
    audience: str | None = None,
    anchors: Sequence[bytes] = (),
    max_age: timedelta = FRESH,
) -> dict[str, Any]:
    """The claims of an SD-JWT VC, after everything about it was found in order.

    With ``nonce`` and ``audience`` the presentation must carry the holder's key binding for them; without, it must
    carry none. The signer's key is found through ``x5c`` and the ``anchors`` (DER), or, where there are no anchors or
    no certificates, by ``key_of`` from a ``kid`` that begins with the issuer. Raises what ``verify_sd_jwt`` raises,
    what ``check_chain`` raises, and: ``Unreadable`` ``missing-claim``; ``ProofFailed`` ``always-open`` for a claim
    that must not be hidden; ``KeyRefused`` ``no-kid`` and ``other-issuer``.
    """

    def find(header: Mapping[str, Any]) -> VerificationKey:
        issuer = read_document(read_compact(token.partition("~")[0]).payload).get("iss")
        if "x5c" in header and (anchors or "kid" not in header):
            certificate = check_chain(header["x5c"], anchors, now=now)
            if issuer is not None and not (isinstance(issuer, str) and names_issuer(certificate, issuer)):
                raise KeyRefused("other-issuer", "The certificate was not given to the issuer of the credential.")
            return key_of_certificate(certificate)
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise KeyRefused("no-kid", "The token names neither its key nor a certificate.")
        if kid.partition("#")[0] != issuer:
            raise KeyRefused("other-issuer", "The key of the token does not belong to the issuer of the credential.")
        return key_of(kid)

    payload, signed = _verified(token, keys=find, typ=VC_TYPE, now=now, nonce=nonce, audience=audience, max_age=max_age)
    if not isinstance(payload.get("vct"), str):
        raise Unreadable("missing-claim", "The token does not say of which type the credential is (vct).")
    if any(name in payload and name not in signed for name in ALWAYS_OPEN):
        raise ProofFailed("always-open", "A claim was hidden that must be open to every verifier.")
    return payload


def verify_sd_jwt(
    token: str,
    *,
    keys: FindKey,
    typ: str | Collection[str | None] | None,
    now: datetime,
    nonce: str | None = None,
    audience: str | None = None,
    max_age: timedelta = FRESH,
) -> dict[str, Any]:
    """The processed payload of an SD-JWT of any type, or of one with a key binding (RFC 9901, 7.1 and 7.3).

    Raises ``Unreadable``: ``too-large``, ``not-sd-jwt``, ``bad-disclosure``, ``too-deep``, ``bad-date``;
    ``NotSupported``: ``hash``; ``ProofFailed``: the codes of ``check_compact``, ``bad-digests``, ``wrong-arity``,
    ``reserved-name``, ``claim-collision``, ``duplicate-digest``, ``duplicate-disclosure``,
    ``unreferenced-disclosure``, ``not-yet-valid``, ``expired``, ``wrong-audience``, and of the key binding
    ``no-key-binding``, ``unasked-key-binding``, ``no-holder-key``, ``stale``, ``wrong-nonce``, ``wrong-hash``.
    """
    return _verified(token, keys=keys, typ=typ, now=now, nonce=nonce, audience=audience, max_age=max_age)[0]


def _verified(
    token: str,
    *,
    keys: FindKey,
    typ: str | Collection[str | None] | None,
    now: datetime,
    nonce: str | None,
    audience: str | None,
    max_age: timedelta,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The processed payload, and the payload as it was signed."""
    if (nonce is None) != (audience is None) or nonce == "" or audience == "":
        raise ProofFailed("no-key-binding", "A key binding is asked for by a nonce and an audience, both of them.")
    signed_part, texts, binding = separated(token)
    # 7.3, steps 1 and 2: what the verifier wants decides, not what came.
    if nonce is not None and not binding:
        raise ProofFailed("no-key-binding", "The holder did not show that the credential is theirs.")
    if nonce is None and binding:
        raise ProofFailed("unasked-key-binding", "The presentation was signed for somebody; nobody here asked for it.")
    signed = read_document(check_compact(signed_part, keys=keys, typ=typ).payload)
    payload = opened_payload(signed, texts)
    _check_times(payload, now=now)
    # RFC 7519, 4.1.3: a token for others must be refused, and so by a verifier that has no name.
    if "aud" in payload and (audience is None or audience not in _listed(payload["aud"])):
        raise ProofFailed("wrong-audience", "The credential was made for another verifier.")
    if nonce is not None:
        shown = token.removesuffix(binding)
        claims = _binding_claims(binding, payload, now=now, max_age=max_age)
        if claims.get("nonce") != nonce:
            raise ProofFailed("wrong-nonce", "The presentation answers another question, perhaps an older one.")
        if claims.get("aud") != audience:
            raise ProofFailed("wrong-audience", "The presentation was made for another verifier.")
        if claims.get("sd_hash") != digest_of(shown, hash_of(signed)):
            raise ProofFailed("wrong-hash", "The holder signed another selection than the one that came.")
    return payload, signed


def _binding_claims(
    binding: str, payload: Mapping[str, Any], *, now: datetime, max_age: timedelta
) -> Mapping[str, Any]:
    """The claims of the key binding, signed by the holder lately (7.3, step 5)."""
    confirmation = payload.get("cnf")
    jwk = confirmation.get("jwk") if isinstance(confirmation, Mapping) else None
    if not isinstance(jwk, Mapping):
        raise ProofFailed("no-holder-key", "The credential names no key of its holder.")
    holder = PublicKey.from_jwk(jwk)
    claims = read_document(check_compact(binding, keys=lambda _: holder, typ=KEY_BINDING_TYPE).payload)
    signed_at = seconds_of(claims, "iat")
    age = None if signed_at is None else now.timestamp() - signed_at
    if age is None or not -SKEW.total_seconds() <= age <= max_age.total_seconds():
        raise ProofFailed("stale", "The holder did not sign the presentation just now.")
    _check_times(claims, now=now)
    return claims


def _check_times(claims: Mapping[str, Any], *, now: datetime) -> None:
    at, skew = now.timestamp(), SKEW.total_seconds()
    begins, issued, ends = (seconds_of(claims, name) for name in ("nbf", "iat", "exp"))
    if any(start is not None and at + skew < start for start in (begins, issued)):
        raise ProofFailed("not-yet-valid", "The credential is not valid yet.")
    if ends is not None and at >= ends:
        raise ProofFailed("expired", "The credential has expired.")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
