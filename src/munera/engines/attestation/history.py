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
from munera.engines.attestation.reasons import Reason

EventKind = Literal["key-added", "key-rotated", "key-revoked", "accreditation-granted", "accreditation-withdrawn"]

AUTHORISED: Final = frozenset({"key-authorised", "key-authorised-today"})


@dataclass(frozen=True, slots=True)
class IssuerEvent:
    """What a leaf of the log says about an issuer.

    ``method`` is the full identifier of the key, ``key`` its public half; for ``key-rotated`` they are those of the new
    key, and ``replaces`` is the method that ends there. ``key-revoked`` may name with ``since`` an earlier position
    from which the key was in wrong hands: nothing from there on counts.
    """

    position: int
    kind: EventKind
    issuer: str
    method: str = ""
    key: PublicKey | None = None
    replaces: str = ""
    since: int | None = None


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

    def __init__(self, events: Iterable[IssuerEvent], *, origin: str) -> None:
        self.origin = origin
        self._spans: dict[str, list[KeySpan]] = {}
        self._accreditation: dict[str, list[tuple[int, bool]]] = {}
        last = -1
        for event in events:
            if event.position <= last:
                raise LogRefused("unordered-events", f"The event at position {event.position} is out of order.")
            last = event.position
            self._take_in(event)

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
        """Whether the issuer was accredited ``at`` a position, or today; None where the log never speaks of it."""
        decisions = self._accreditation.get(issuer)
        if decisions is None:
            return None
        before = [granted for position, granted in decisions if at is None or position < at]
        return bool(before) and before[-1]

    @staticmethod
    def _standing_today(span: KeySpan) -> Reason:
        match span.ended_by:
            case "revoked":
                return Reason("key-revoked-today", method=span.method, ended=span.end or 0)
            case "rotated":
                return Reason("key-position-unknown", method=span.method)
            case _:
                return Reason("key-authorised-today", method=span.method)

    def _take_in(self, event: IssuerEvent) -> None:
        match event.kind:
            case "key-added":
                self._begin(event)
            case "key-rotated":
                self._end(event, event.replaces, "rotated")
                self._begin(event)
            case "key-revoked":
                self._end(event, event.method, "revoked")
            case "accreditation-granted" | "accreditation-withdrawn":
                granted = event.kind == "accreditation-granted"
                self._accreditation.setdefault(event.issuer, []).append((event.position, granted))

    def _begin(self, event: IssuerEvent) -> None:
        spans = self._spans.setdefault(event.issuer, [])
        if event.key is None or not event.method:
            raise LogRefused("bad-event", f"The event at position {event.position} names no key.")
        if any(span.key == event.key or (span.method == event.method and span.end is None) for span in spans):
            raise LogRefused("bad-event", f"The key at position {event.position} had its time already.")
        spans.append(KeySpan(event.method, event.key, event.position))

    def _end(self, event: IssuerEvent, method: str, ended_by: Literal["rotated", "revoked"]) -> None:
        spans = self._spans.get(event.issuer, [])
        for place, span in reversed(list(enumerate(spans))):
            if span.method == method and (event.key is None or ended_by == "rotated" or span.key == event.key):
                # A key that was replaced long ago can still be found stolen. What it signed before stands.
                if span.ended_by == "revoked" or (span.ended_by == "rotated" and ended_by == "rotated"):
                    break
                since = event.position if event.since is None else event.since
                end = min(since, event.position, span.end if span.end is not None else since)
                spans[place] = replace(span, end=end, ended_by=ended_by)
                return
        raise LogRefused("bad-event", f"The event at position {event.position} ends a key that does not stand.")
