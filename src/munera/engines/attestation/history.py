"""Which key an issuer was allowed to sign with, and whether it was accredited, at which position of a log.

A name in the network shows today's key only. The log shows since when and until when: its positions are an order that
nobody can change afterwards. A credential counts if its key was authorised where the credential itself stands in the
log. So it survives the day its key is replaced; and a stolen key is worth nothing after its revocation, whatever date
the thief writes into the document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from munera.engines.attestation.errors import LogRefused
from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.log.leaves import (
    AccreditationGranted,
    AccreditationWithdrawn,
    IssuerEvent,
    KeyAdded,
    KeyRevoked,
    KeyRotated,
)
from munera.engines.attestation.reasons import Reason

AUTHORISED: Final = frozenset({"key-authorised", "key-authorised-today"})


@dataclass(frozen=True, slots=True)
class KeySpan:
    """A key counts for leaves after ``start`` and before ``end``; both are positions of leaves that say so."""

    method: str
    key: PublicKey
    start: int
    end: int | None = None
    ended_by: Literal["", "rotated", "revoked"] = ""


class KeyHistory:
    """Everything that one log says about the keys and the accreditation of its issuers.

    Raises ``LogRefused`` where the events contradict each other: ``unordered-events`` for positions that do not rise,
    ``bad-event`` for an event that names no key, ends one that does not stand, or brings back a revoked one.
    """

    def __init__(self, events: Iterable[tuple[int, IssuerEvent]], *, origin: str) -> None:
        self.origin = origin
        self._spans: dict[str, list[KeySpan]] = {}
        self._scopes: dict[str, list[tuple[int, str, bool]]] = {}
        last = -1
        for position, event in events:
            if position <= last:
                raise LogRefused("unordered-events", f"The event at position {position} is out of order.")
            last = position
            self._take_in(position, event)

    def knows(self, issuer: str) -> bool:
        """Whether the issuer writes into this log."""
        return issuer in self._spans

    def spans(self, issuer: str) -> Sequence[KeySpan]:
        """The keys of an issuer, oldest first."""
        return tuple(self._spans.get(issuer, ()))

    def keys(self, issuer: str, method: str) -> Sequence[PublicKey]:
        """The keys that ever stood under an identifier, the newest first."""
        return tuple(span.key for span in reversed(self.spans(issuer)) if span.method == method)

    def authorised(self, issuer: str, key: PublicKey, *, at: int | None) -> bool:
        """Whether what stands ``at`` a position may be signed by ``key``; ``None`` asks about today."""
        return self.standing(issuer, key, at=at).code in AUTHORISED

    def standing(self, issuer: str, key: PublicKey, *, at: int | None) -> Reason:
        """Why a key counts ``at`` a position, or why not.

        The words at a position: ``key-authorised``, ``key-unknown-to-log``, ``key-not-added``, ``key-rotated``,
        ``key-revoked``. Today: ``key-authorised-today``, ``key-revoked-today``, and ``key-position-unknown`` for a key
        that was replaced, since it may or may not have signed before.
        """
        span = next((span for span in self.spans(issuer) if span.key == key), None)
        if span is None:
            return Reason("key-unknown-to-log", method=key.multibase)
        if at is None:
            return self._standing_today(span)
        if at <= span.start:
            return Reason("key-not-added", method=span.method, position=at)
        if span.end is not None and at >= span.end:
            return Reason(f"key-{span.ended_by}", method=span.method, position=at, ended=span.end)
        return Reason("key-authorised", method=span.method, position=at)

    def was_accredited(self, issuer: str, *, at: int | None) -> bool | None:
        """Whether the issuer was accredited for anything ``at`` a position, or today; None where the log never says."""
        decisions = self._scopes.get(issuer)
        if decisions is None:
            return None
        return any({scope: granted for position, scope, granted in decisions if at is None or position < at}.values())

    @staticmethod
    def _standing_today(span: KeySpan) -> Reason:
        match span.ended_by:
            case "revoked":
                return Reason("key-revoked-today", method=span.method, ended=span.end or 0)
            case "rotated":
                return Reason("key-position-unknown", method=span.method)
            case _:
                return Reason("key-authorised-today", method=span.method)

    def _take_in(self, position: int, event: IssuerEvent) -> None:
        match event:
            case KeyAdded():
                self._begin(position, event)
            case KeyRotated():
                self._end(position, event.issuer, event.replaces, "rotated", since=position)
                self._begin(position, event)
            case KeyRevoked():
                since = position if event.since is None else min(event.since, position)
                self._end(position, event.issuer, event.method, "revoked", since=since)
            case AccreditationGranted() | AccreditationWithdrawn():
                granted = isinstance(event, AccreditationGranted)
                self._scopes.setdefault(event.issuer, []).append((position, event.scope, granted))

    def _begin(self, position: int, event: KeyAdded | KeyRotated) -> None:
        spans = self._spans.setdefault(event.issuer, [])
        if any(span.key == event.key or (span.method == event.method and span.end is None) for span in spans):
            raise LogRefused("bad-event", f"The key at position {position} had its time, or takes another's name.")
        spans.append(KeySpan(event.method, event.key, position))

    def _end(
        self, position: int, issuer: str, method: str, ended_by: Literal["rotated", "revoked"], *, since: int
    ) -> None:
        spans = self._spans.get(issuer, [])
        # The newest key of that name. One that was replaced long ago can still be found stolen.
        place = max((place for place, span in enumerate(spans) if span.method == method), default=None)
        if place is None or spans[place].ended_by not in {"", "rotated" if ended_by == "revoked" else ""}:
            raise LogRefused("bad-event", f"The event at position {position} ends a key that does not stand.")
        ended = spans[place].end
        spans[place] = replace(spans[place], end=since if ended is None else min(since, ended), ended_by=ended_by)
