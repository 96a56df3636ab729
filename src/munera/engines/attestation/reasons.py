"""Why a check came out as it did: a short word that stays, its values, and a plain English sentence.

Pages translate by the word. A reason that comes from a lower layer has that layer's word and its sentence.

>>> str(Reason("expired", until="2026-01-31T00:00:00Z"))
'The credential was valid until 2026-01-31T00:00:00Z.'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self

from munera.engines.attestation.errors import AttestationError

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # readable, format
        "read": "The file was read: {format}.",
        "unknown-format": "The file is neither a credential, nor a bundle, image or document that holds one.",
        "holds-none": "No credential is stored in this {container}.",
        "holds-several": "The {container} holds {count} credentials, and nobody could tell which one is meant.",
        "bad-bundle": "The bundle has another shape than {expected}.",
        "format-known": "The form is one that can be checked: {format}.",
        "format-not-allowed": "The form {format} is not accepted here.",
        # rules, context, schema
        "rules-kept": "The credential is written as the standard asks.",
        "rules-kept-turned": "The rules are kept, but signs in {path} turn the direction of text and may mislead.",
        "context-pinned": "Every word has a fixed meaning that is known here.",
        "context-not-needed": "This form has no definitions that could be exchanged.",
        "schema-none": "The credential names no schema.",
        "schema-not-fetched": "The credential names a schema, {url}, which is not fetched; our own rules were checked.",
        # issuer
        "issuer-known": "{issuer} issued it, and is among those trusted here.",
        "issuer-named": "{issuer} issued it; who that is was not asked.",
        "issuer-missing": "The credential does not say who issued it.",
        "issuer-not-trusted": "{issuer} is not among those trusted here.",
        "issuer-not-controller": "The key belongs to {controller}, but the credential says that {issuer} issued it.",
        "issuer-not-accredited": "{issuer} was not accredited when it issued this, says the log.",
        # proof
        "proof-verified": "The signature fits the content: {suites}.",
        "proof-missing": "The credential has no signature.",
        "proof-unknown": "The signature is of a kind that cannot be checked here: {suites}.",
        "proof-no-key": "The signature was not checked, because there is no key to check it with.",
        "proof-suite-required": "A signature of the kind {suite} is required and missing.",
        # key
        "key-authorised": "The key {method} was allowed to sign at position {position} of the log.",
        "key-authorised-today": "The key {method} is allowed to sign today, says the log of its issuer.",
        "key-revoked-today": "The key {method} was revoked at position {ended} of the log; this may be newer.",
        "key-listed": "The issuer lists the key {method} for signing credentials today.",
        "key-is-issuer": "The issuer is the key itself.",
        "key-vouched": "The key {method} is vouched for by a certificate.",
        "key-not-listed": "The issuer does not list the key {method}.",
        "key-not-for-assertion": "The issuer does not allow the key {method} to sign credentials.",
        "key-refused": "The key {method} cannot be used: {sentence}",
        "key-ended": "The key {method} ended on {ended}.",
        "key-not-added": "The key {method} was not yet allowed to sign at position {position} of the log.",
        "key-rotated": "The key {method} was replaced at position {ended} of the log, before position {position}.",
        "key-revoked": "The key {method} was revoked at position {ended} of the log and does not count from there on.",
        "key-position-unknown": "The key {method} has been replaced, and nothing shows that it signed before.",
        "key-unknown-to-log": "The key {method} does not stand in the log of its issuer.",
        "key-differs": "The key {method} is another one in the log than under the address of its issuer.",
        # dates
        "dates-within": "The day of the check lies within the validity of the credential.",
        "not-yet-valid": "The credential is valid from {start} on.",
        "expired": "The credential was valid until {until}.",
        "bad-date": "{member} is not a moment with its offset: {text}.",
        "signed-in-future": "The signature claims to be of {created}, which is yet to come.",
        "proof-expired": "The signature was valid until {until}.",
        # status
        "status-none": "The credential has no status that could change.",
        "status-good": "The issuer has not withdrawn the credential.",
        "status-good-stale": "The issuer had not withdrawn the credential by {until}; newer news could not be had.",
        "status-revoked": "The issuer has withdrawn the credential.",
        "status-suspended": "The issuer has suspended the credential.",
        "status-set": "The issuer has marked the credential: {purpose}.",
        "status-unavailable": "Whether the credential was withdrawn could not be found out: {url} could not be had.",
        "status-unknown": "The status is of a kind that cannot be checked here: {kind}.",
        # log, witnesses
        "log-included": "The credential stands at position {position} of the log {origin}.",
        "log-not-asked": "No receipt of a log came with the credential, and none was asked for.",
        "log-foreign": "The issuer does not write its credentials into a log that is known here.",
        "log-missing": "A receipt of the log is required and missing.",
        "log-no-keys": "A receipt came with the credential, but no log is known here that it could be held against.",
        "witnesses-no-receipt": "Without a receipt that holds there is nothing that witnesses could have seen.",
        "witnessed": "{count} independent witnesses have seen this state of the log.",
        "witnesses-not-asked": "No witnesses were asked for; {count} have signed this state of the log.",
        "witnesses-too-few": "{count} of {needed} required witnesses have seen this state of the log.",
        # what comes before failed
        "not-reached": "Not checked, because an earlier check failed.",
    }
)


@dataclass(frozen=True, slots=True, init=False)
class Reason:
    """A word and its values; ``str()`` is the English sentence."""

    code: str
    values: Mapping[str, str | int]

    def __init__(self, code: str, /, **values: str | int) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", MappingProxyType(values))

    @classmethod
    def of(cls, error: AttestationError) -> Self:
        """The reason that a lower layer gave."""
        return cls(error.code, sentence=str(error))

    def __str__(self) -> str:
        template = SENTENCES.get(self.code, "{sentence}")
        told = self.values.get("sentence")
        # A lower layer may use a word of ours; its sentence then says more.
        return str(told) if told is not None and "{sentence}" not in template else template.format(**self.values)
