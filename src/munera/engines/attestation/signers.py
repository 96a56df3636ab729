"""Whose keys signed a credential: found by the log of the issuer where it has one, and by its document elsewhere.

Two questions are kept apart. Does the key belong to the one who is named as issuer? And was it allowed to sign
credentials, where the credential stands in the log, or today?
"""

from dataclasses import dataclass
from datetime import datetime

from munera.engines.attestation.errors import AttestationError, KeyRefused
from munera.engines.attestation.history import AUTHORISED, KeyHistory
from munera.engines.attestation.jose import RsaKey, VerificationKey
from munera.engines.attestation.keys import DID_KEY, PublicKey
from munera.engines.attestation.reasons import Reason
from munera.engines.attestation.resolver import DidDocument, Resolver, VerificationMethod

ASSERTION = "Controlled Identifiers 1.0, 2.3.2"
METHOD = "Controlled Identifiers 1.0, 3.3"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with the one who controls it; ``key`` is None where there is none that could be used.

    ``reason`` says why it was allowed to sign, or why not.
    """

    method: str
    controller: str
    key: VerificationKey | None
    authorised: bool
    reason: Reason


class Signers:
    """Finds the signers of one document that ``issuer`` is said to have issued, each once.

    Only the issuer is ever looked up, and keys that are their own names: a document must not send us to strangers.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        issuer: str,
        now: datetime,
        history: KeyHistory | None = None,
        position: int | None = None,
    ) -> None:
        self._resolver = resolver
        self._issuer = issuer
        self._now = now
        self._history = history
        self._position = position
        self._found: dict[str, Signer] = {}

    def key_of(self, method: str) -> PublicKey:
        """The key under an identifier; raises ``KeyRefused`` with the word of the reason where there is none."""
        key = self.any_key_of(method)
        if isinstance(key, RsaKey):
            raise KeyRefused("wrong-algorithm", "An RSA key makes no Data Integrity proofs.")
        return key

    def any_key_of(self, method: str) -> VerificationKey:
        """As ``key_of``, for tokens, which may be signed with RSA."""
        signer = self._signer(method)
        if signer.key is None:
            raise KeyRefused(signer.reason.code, str(signer.reason))
        return signer.key

    def asked(self, method: str) -> Signer | None:
        """The signer under an identifier, if its key was asked for."""
        return self._found.get(method)

    def _signer(self, method: str) -> Signer:
        if method not in self._found:
            controller = method.partition("#")[0]
            if self._history is not None and self._history.knows(controller):
                self._found[method] = self._logged(self._history, method, controller)
            elif controller == self._issuer or controller.startswith(DID_KEY):
                self._found[method] = self._listed(method, controller)
            else:
                reason = Reason("issuer-not-controller", controller=controller, issuer=self._issuer)
                self._found[method] = Signer(method, controller, None, False, reason)
        return self._found[method]

    def _logged(self, history: KeyHistory, method: str, controller: str) -> Signer:
        """The log of the issuer has the last word: it also knows the keys that its document no longer shows."""
        keys = history.keys(controller, method)
        if not keys:
            return Signer(method, controller, None, False, Reason("key-unknown-to-log", method=method))
        standings = [(key, history.standing(controller, key, at=self._position)) for key in keys]
        # Of several keys that had one name in turn, the one that counted then; otherwise the newest says why not.
        key, reason = next(((key, said) for key, said in standings if said.code in AUTHORISED), standings[0])
        return Signer(method, controller, key, reason.code in AUTHORISED, reason)

    def _listed(self, method: str, controller: str) -> Signer:
        try:
            document = self._resolver.resolve(controller)
        except AttestationError as error:
            return Signer(method, controller, None, False, Reason.of(error))
        stated = document.methods.get(method)
        if stated is None and method == controller and len(document.methods) == 1:
            # A did:key may be named without the fragment that repeats it.
            stated = next(iter(document.methods.values()))
        if stated is None:
            return Signer(method, controller, None, False, Reason("key-not-listed", method=method))
        return self._judged(method, document, stated)

    def _judged(self, method: str, document: DidDocument, stated: VerificationMethod) -> Signer:
        def signer(reason: Reason, *, authorised: bool = False) -> Signer:
            return Signer(method, stated.controller, stated.key, authorised, reason)

        if stated.key is None:
            return signer(Reason("key-refused", method=method, sentence=stated.refused))
        if stated.ends is not None and stated.ends <= self._now:
            return signer(Reason("key-ended", method=method, ended=stated.ends.isoformat()))
        if stated.id not in document.assertion_methods:
            return signer(Reason("key-not-for-assertion", method=method))
        return signer(Reason("key-listed", method=method), authorised=True)
