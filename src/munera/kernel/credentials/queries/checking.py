"""Check a credential that somebody shows, ours or another's: one verdict, and each check with its reason.

Nothing is kept of it. Who issued it is told by the register here; what a file says of its issuer is a claim.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.engines.attestation import opening
from munera.engines.attestation.errors import AttestationError, KeyRefused
from munera.engines.attestation.log.leaves import commitment_of, commitment_of_token
from munera.engines.attestation.log.tree import leaf_hash
from munera.engines.attestation.reasons import Reason
from munera.engines.attestation.report import Check, Policy, Report
from munera.engines.attestation.resolver import DidDocument, FetchingResolver, parse_did_document
from munera.engines.attestation.verify import FORMATS, verify
from munera.kernel.credentials.choices import Verdict
from munera.kernel.credentials.models import Credential, Issuer, Leaf
from munera.kernel.credentials.queries.dids import did_file
from munera.kernel.credentials.queries.fetching import Fetcher
from munera.kernel.credentials.queries.issued import bundle_of, receipt_at
from munera.kernel.credentials.queries.issuers import issuers
from munera.kernel.credentials.queries.log import key_history, leaf_by_hash
from munera.kernel.credentials.queries.reasons import SENTENCES
from munera.kernel.credentials.queries.status import list_at, published_list, published_token
from munera.kernel.credentials.queries.watching import log_policy
from munera.kernel.refusal import Sentence
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import named

# As much of a text as a page shows of what a stranger wrote.
MOST_SHOWN: Final = 200
ISOLATE, END_ISOLATE = "\u2068", "\u2069"

NAMES: Final[Mapping[str, Sentence]] = {
    "readable": _("The file can be read"),
    "format": _("Its form is known"),
    "rules": _("It is written as the standard asks"),
    "context": _("Its words have a fixed meaning"),
    "issuer": _("Its issuer is who it says"),
    "proof": _("The signature fits"),
    "key-authorised": _("The key was allowed to sign"),
    "dates": _("It is within its time"),
    "status": _("It was not withdrawn"),
    "log": _("It stands in the public log"),
    "witnesses": _("Others have seen the log"),
    "schema": _("It keeps to its schema"),
}
FORMS: Final[Mapping[str, Sentence]] = {
    FORMATS["vc"]: _("a credential of the W3C data model, signed with Data Integrity proofs"),
    FORMATS["vc+jwt"]: _("a credential of the W3C data model as a signed token"),
    FORMATS["dc+sd-jwt"]: _("a credential as a token of which the holder shows parts"),
    "vc": _("a JSON file"),
    "vc+jwt": _("a signed token"),
    "dc+sd-jwt": _("a token of which the holder shows parts"),
    "bundle": _("a bundle"),
    "png": _("an image (PNG)"),
    "svg": _("an image (SVG)"),
    "pdf": _("a document (PDF)"),
}


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One question, how it came out, and why. ``detail`` is what only the engine can tell, in English."""

    name: Sentence
    outcome: str
    sentence: str
    detail: str
    clause: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the credential says, for a page to show; each text is a stranger's and cut to a length."""

    name: str = ""
    description: str = ""
    holder: str = ""
    issuer_says: str = ""
    from_: datetime | None = None
    until: datetime | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """``issuer`` is as the register here knows it; None where it does not, and ``issuer_id`` is then a mere claim."""

    verdict: Verdict
    checks: tuple[ShownCheck, ...]
    told: Told
    issuer: Issuer | None
    issuer_id: str

    @property
    def is_good(self) -> bool:
        return self.verdict == Verdict.VALID

    @property
    def tone(self) -> str:
        if self.is_good:
            return "success"
        return "warning" if self.verdict in MILD else "danger"


MILD: Final = frozenset({Verdict.FOREIGN, Verdict.NOT_YET, Verdict.UNSURE})


def check(data: bytes) -> Checked:
    """What can be said of a file, a token or a bundle; whatever is in it, this answers."""
    report = _report(data, leaf=_leaf_of(data))
    issuer = issuers().filter(did=report.issuer).first() if report.issuer else None
    return Checked(
        verdict=_verdict(report, is_ours=issuer is not None),
        checks=tuple(_shown(each, issuer) for each in report.checks),
        told=_told_by_token(report.document) if _is_achievement(report) else _told(report.document or {}),
        issuer=issuer,
        issuer_id=_cut(report.issuer),
    )


def check_own(credential: Credential) -> Checked:
    """One of ours, by all that this site would hand out with it."""
    return check(bundle_of(credential))


def _report(data: bytes, *, leaf: Leaf | None) -> Report:
    """``leaf`` is where it stands in the log here.

    Its receipt is looked up, because a file often comes without. What an issuer of this log has signed and what is not
    in the log was made with a key in wrong hands: it counts as forged, and not only when that is found out. A leaf of
    just now has no receipt yet, and needs none.
    """
    fetch = Fetcher()
    return verify(
        data,
        resolver=_Resolver(fetch),
        now=timezone.now(),
        policy=Policy(require_receipt=leaf is None),
        status_of=_StatusOf(fetch, as_token=_is_selective(data)),
        history=key_history(),
        log_keys=log_policy(),
        receipt=receipt_at(leaf.position) if leaf else None,
    )


class _Resolver:
    """Ours from the register, whatever the network says; the others as their address tells."""

    def __init__(self, fetch: Fetcher) -> None:
        self._others = FetchingResolver(fetch)

    def resolve(self, did: str) -> DidDocument:
        issuer = issuers().filter(did=did).first()
        if issuer is not None:
            return parse_did_document(did_file(issuer), did=did)
        if not settings.MUNERA_ASK_OTHER_ISSUERS and not did.startswith("did:key:"):
            raise KeyRefused("not-resolved", "Other sites are not asked for keys from here.")
        return self._others.resolve(did)


class _StatusOf:
    """Our own lists need no network, and must be today's."""

    def __init__(self, fetch: Fetcher, *, as_token: bool) -> None:
        self._fetch = fetch
        self._as_token = as_token

    def __call__(self, url: str) -> bytes:
        listing = list_at(url)
        if listing is None and not url.startswith(f"{settings.MUNERA_ADDRESS}/"):
            return self._fetch(url)
        publish = published_token if self._as_token else published_list
        published = publish(listing) if listing else None
        if published is None:
            raise LookupError(url)
        return published.encode() if isinstance(published, str) else published


def _is_selective(data: bytes) -> bool:
    """Whether its status stands in a list of the other kind (Token Status List)."""
    try:
        return opening.opened(data).format == "dc+sd-jwt"
    except AttestationError:
        return False


def _leaf_of(data: bytes) -> Leaf | None:
    """Where exactly this stands in the log of this site, if it does."""
    try:
        found = opening.opened(data)
        if found.document is not None:
            return leaf_by_hash(leaf_hash(commitment_of(found.document)))
        return leaf_by_hash(leaf_hash(commitment_of_token(found.credential.decode())))
    except (AttestationError, ValueError):
        return None


def _verdict(report: Report, *, is_ours: bool) -> Verdict:
    failed = {each.id: each.reason.code for each in report.failed}
    if not report.format or "readable" in failed:
        return Verdict.UNREADABLE
    if report.valid:
        return Verdict.VALID if is_ours else Verdict.FOREIGN
    # In this order: what was changed may say whatever it likes of its dates and its status.
    if failed.keys() <= {"status", "dates"} and failed:
        return _verdict_of_time(failed)
    if failed.keys() <= {"issuer", "proof", "key-authorised", "status"} and _is_silence(report):
        return Verdict.UNSURE
    return Verdict.FORGED


def _verdict_of_time(failed: Mapping[Any, str]) -> Verdict:
    """The signature holds; what stands against it is that it ended."""
    match failed.get("status"), failed.get("dates"):
        case ("status-revoked" | "status-suspended" | "status-set", _):
            return Verdict.WITHDRAWN
        case (None, "expired"):
            return Verdict.EXPIRED
        case (None, "not-yet-valid"):
            return Verdict.NOT_YET
        case (None, _):
            return Verdict.FORGED
        case _:
            return Verdict.UNSURE


def _is_silence(report: Report) -> bool:
    """Whether nothing speaks against it but that somebody could not be asked for the key."""
    return report.check("proof").reason.code in {"not-resolved", "proof-no-key"} or (
        report.check("key-authorised").reason.code == "not-resolved"
    )


def _shown(check: Check, issuer: Issuer | None) -> ShownCheck:
    reason = check.reason
    if issuer is not None and reason.code == "issuer-named":
        # The engine was not asked who that is; the register knows.
        reason = Reason("issuer-known", issuer=issuer.organisation.name)
    sentence, detail = _worded(reason)
    return ShownCheck(NAMES[check.id], check.outcome, sentence, detail, check.clause)


def _worded(reason: Reason) -> tuple[str, str]:
    values = {name: _value(value) for name, value in reason.values.items()}
    template = SENTENCES.get(reason.code)
    if template is None or ("sentence" in values and "{sentence}" not in str(template)):
        return "", _cut(str(reason))
    try:
        return str(template).format(**values), ""
    except (KeyError, IndexError, ValueError):
        # A translation that lost a name of a value must not lose the check.
        return "", _cut(str(reason))


def _value(value: str | int) -> str:
    """Set apart, so that signs within cannot turn the sentence around it."""
    text = str(value)
    return str(FORMS[text]) if text in FORMS else f"{ISOLATE}{_cut(text)}{END_ISOLATE}"


def _cut(text: object) -> str:
    """A stranger's text for a page: without signs that steer, and not longer than a page can bear."""
    plain = "".join(sign for sign in str(text) if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    return plain if len(plain) <= MOST_SHOWN else plain[:MOST_SHOWN] + "…"


def _told(document: Mapping[str, Any]) -> Told:
    """The few words of it that a page shows; of a document of another shape, fewer."""
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    issuer = document.get("issuer")
    return Told(
        name=_text(achievement.get("name")) or _text(document.get("name")),
        description=_text(achievement.get("description")) or _text(document.get("description")),
        holder=_holder(subject),
        issuer_says=_text(_object(issuer).get("name")),
        from_=_moment(document.get("validFrom") or document.get("issuanceDate")),
        until=_moment(document.get("validUntil") or document.get("expirationDate")),
        skills=tuple(
            _text(_object(each).get("targetName"))
            for each in _listed(achievement.get("alignment"))[:30]
            if _text(_object(each).get("targetName")) and _object(each).get("targetType") != "ext:EQF"
        ),
    )


def _is_achievement(report: Report) -> bool:
    """Whether it is a token that speaks of an achievement, as those do that are handed to wallets here."""
    return report.format == "dc+sd-jwt" and isinstance((report.document or {}).get("achievement"), str)


def _told_by_token(claims: Mapping[str, Any] | None) -> Told:
    """The same of a token of which the holder shows parts; what is not shown stays empty."""
    said = claims or {}
    addresses = [_text(each) for each in _listed(said.get("skills"))[:30]]
    known = named(Concept.objects.filter(uri__in=addresses), language=get_language() or "en")
    labels = {skill.concept.uri: skill.label for skill in known.values()}
    return Told(
        name=_text(said.get("achievement")),
        description=_text(said.get("description")),
        holder=_text(said.get("name")),
        issuer_says=_text(said.get("issuer_name")),
        from_=_day(said.get("nbf")),
        until=_day(said.get("exp")),
        skills=tuple(labels.get(address, address) for address in addresses if address),
    )


def _day(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
    except (ValueError, OverflowError, OSError):
        return None


def _holder(subject: Mapping[str, Any]) -> str:
    for each in _listed(subject.get("identifier")):
        named = _object(each)
        if named.get("hashed") is False and named.get("identityType") == "name":
            return _text(named.get("identityHash"))
    return _text(subject.get("name"))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _object(value: object) -> Mapping[str, Any]:
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, dict) else {}


def _text(value: object) -> str:
    return _cut(value) if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
