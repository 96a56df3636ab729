"""Issue credentials: the signed document, its leaf, its place in a status list and its skills, in one transaction."""

import gc
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.engines.attestation import proofs
from munera.engines.attestation.keys import SigningKey
from munera.engines.attestation.log import leaves
from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials import queries
from munera.kernel.credentials.actions.achievements import NotOffered
from munera.kernel.credentials.actions.log import append_leaves
from munera.kernel.credentials.actions.places import Place, take_places
from munera.kernel.credentials.actions.writing import Writer
from munera.kernel.credentials.choices import LeafKind
from munera.kernel.credentials.models import Achievement, Batch, Credential, Issuer, IssuerKey
from munera.kernel.inserting import insert_rows
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.sealing import seal_block
from munera.kernel.skills.actions import Proven, record_proven_skills
from munera.kernel.skills.choices import Standing

# As many are issued in one transaction: a break loses no more than these, and nobody waits long for the log.
AT_ONCE: Final = 1_000
COLUMNS: Final = (
    "number",
    "holder_id",
    "achievement_id",
    "issuer_id",
    "key_id",
    "sealed",
    "leaf_id",
    "status_list_id",
    "status_index",
    "issued_at",
    "valid_until",
    "batch_id",
    "row",
)


class MayNotIssue(Refusal):
    title = _("This issuer cannot issue now")
    sentence: Sentence = _("Only an accredited issuer that has a key can issue. Ask the other issuers for their vote.")


class OtherAchievement(Refusal):
    title = _("This batch is for something else")
    sentence: Sentence = _("A batch with this reference was opened for another achievement. Give it another reference.")


@dataclass(frozen=True, slots=True)
class Award:
    """What one person is to be certified. ``row`` names it within a batch; the rest goes into the document."""

    person: Person
    row: str = ""
    valid_until: datetime | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    results: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How many credentials were issued now, and how many rows had theirs already."""

    issued: int = 0
    known: int = 0


@transaction.atomic
def issue_credential(
    person: Person,
    *,
    achievement: Achievement,
    issuer: Issuer,
    by: Person | None,
    valid_until: datetime | None = None,
    evidence: Sequence[Mapping[str, Any]] = (),
    results: Sequence[Mapping[str, Any]] = (),
) -> Credential:
    """Certify one person; all of it or nothing.

    Raises ``MayNotIssue`` where the issuer is not accredited or has no key, ``NotOffered`` for a retired achievement.
    """
    award = Award(person, valid_until=valid_until, evidence=evidence, results=results)
    [number] = _issue([award], achievement=achievement, issuer=issuer, batch=None, by=by)
    credential = Credential.objects.select_related("achievement", "issuer__organisation", "key").get(number=number)
    details = {"leaf": credential.leaf_id, "achievement": achievement.pk}
    record_audit("credentials.credential.issued", credential, by=by, on_behalf_of=issuer.organisation, details=details)
    return credential


@transaction.atomic
def open_batch(achievement: Achievement, *, reference: str, by: Person | None) -> Batch:
    """The batch of this reference, whether it is new or was begun before."""
    issuer = achievement.issuer
    batch, is_new = Batch.objects.get_or_create(
        issuer=issuer, reference=reference, defaults={"achievement": achievement}
    )
    if batch.achievement_id != achievement.pk:
        raise OtherAchievement
    if is_new:
        details = {"achievement": achievement.pk}
        record_audit("credentials.batch.opened", batch, by=by, on_behalf_of=issuer.organisation, details=details)
    return batch


def issue_credentials(
    awards: Sequence[Award], *, batch: Batch, by: Person | None, report: Callable[[int], None] | None = None
) -> BatchReport:
    """Certify many people, a thousand in each transaction. The same rows again issue nothing twice.

    Each award needs its own ``row``. ``report`` is told, inside each transaction, how many rows are done. Stopped
    anywhere, every credential is in the log and every leaf has its credential; call it again to finish.
    """
    if len({award.row for award in awards} - {""}) < len(awards):
        raise ValueError("each award of a batch needs a row of its own")
    issued = done = 0
    for some in _in_parts(awards):
        with _no_search_for_circles(), transaction.atomic():
            # Two workers with one batch: the second waits, and finds the rows of the first.
            held = (
                Batch.objects.select_for_update(of=("self",), no_key=True)
                .select_related("achievement__issuer")
                .get(pk=batch.pk)
            )
            known = queries.rows_issued(held, [award.row for award in some])
            fresh = [award for award in some if award.row not in known]
            if fresh:
                _issue_of_batch(fresh, batch=held, by=by)
            done += len(some)
            if report:
                report(done)
        issued += len(fresh)
    return BatchReport(issued=issued, known=done - issued)


@contextmanager
def _no_search_for_circles() -> Iterator[None]:
    """Documents are made by the thousand and none points back at itself; looking for that is a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _in_parts(awards: Sequence[Award]) -> Iterator[list[Award]]:
    waiting = iter(awards)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _issue_of_batch(awards: Sequence[Award], *, batch: Batch, by: Person | None) -> None:
    issuer = batch.achievement.issuer
    _issue(awards, achievement=batch.achievement, issuer=issuer, batch=batch, by=by)
    # One note for the transaction: which leaves it wrote is told by the log, more surely than by a note for each.
    end = queries.log_size()
    details = {"credentials": len(awards), "leaves_from": end - len(awards), "leaves_until": end - 1}
    record_audit("credentials.batch.issued", batch, by=by, on_behalf_of=issuer.organisation, details=details)


def _issue(
    awards: Sequence[Award], *, achievement: Achievement, issuer: Issuer, batch: Batch | None, by: Person | None
) -> list[uuid.UUID]:
    """Write all of them in the caller's transaction; their numbers, in order."""
    if achievement.issuer_id != issuer.pk:
        raise ValueError("an issuer certifies its own achievements")
    if not achievement.is_offered:
        raise NotOffered
    key = queries.standing_key(issuer) if issuer.is_accredited else None
    if key is None:
        raise MayNotIssue
    now = timezone.now().replace(microsecond=0)
    places = take_places(issuer, len(awards))
    drafts = _signed(awards, places, achievement=achievement, key=key, now=now)
    # From here on nobody else can write into the log, so what holds now holds for these leaves.
    positions = append_leaves([(LeafKind.CREDENTIAL, leaves.commitment(draft.body)) for draft in drafts])
    standing = _standing_given_by(key)
    batch_id = batch.pk if batch else None
    insert_rows(
        Credential,
        COLUMNS,
        (
            (
                draft.number,
                draft.award.person.pk,
                achievement.pk,
                issuer.pk,
                key.pk,
                seal_block(draft.body),
                position,
                draft.place.list_id,
                draft.place.index,
                now,
                draft.valid_until,
                batch_id,
                draft.award.row,
            )
            for draft, position in zip(drafts, positions, strict=True)
        ),
    )
    _prove_skills(drafts, standing, achievement=achievement, issuer=issuer, by=by)
    return [draft.number for draft in drafts]


def _standing_given_by(key: IssuerKey) -> Standing:
    """How a skill is known that this key's issuer proves; raises ``MayNotIssue`` where it may not issue any more."""
    may_issue = IssuerKey.objects.filter(pk=key.pk, retired=None, revoked=None, issuer__accreditation__isnull=False)
    is_register = may_issue.values_list("issuer__is_register", flat=True).first()
    if is_register is None:
        raise MayNotIssue
    return Standing.REGISTRY_VERIFIED if is_register else Standing.ISSUER_VERIFIED


@dataclass(frozen=True, slots=True)
class _Draft:
    """A credential that is signed and not yet stored."""

    number: uuid.UUID
    award: Award
    place: Place
    valid_until: datetime | None
    body: bytes


def _signed(
    awards: Sequence[Award],
    places: Sequence[Place],
    *,
    achievement: Achievement,
    key: IssuerKey,
    now: datetime,
) -> list[_Draft]:
    signing: SigningKey = queries.signing_key(key)
    writer = Writer(achievement, now=now)
    lasts = timedelta(days=achievement.valid_for_days) if achievement.valid_for_days else None
    drafts = []
    for award, place in zip(awards, places, strict=True):
        number = uuid.uuid4()
        valid_until = award.valid_until or (now + lasts if lasts else None)
        document = writer.document(
            number,
            person=award.person,
            place=place,
            valid_until=valid_until,
            evidence=award.evidence,
            results=award.results,
        )
        body = proofs.issue(document, signing, now=now)
        drafts.append(_Draft(number, award, place, valid_until, body))
    return drafts


def _prove_skills(
    drafts: Sequence[_Draft], standing: Standing, *, achievement: Achievement, issuer: Issuer, by: Person | None
) -> None:
    """Everywhere at once, because every room asks for the evidence that stands."""
    skills = list(achievement.skills.all())
    if not skills:
        return
    record_proven_skills(
        [
            Proven(
                person=draft.award.person,
                skill_uri=skill.uri,
                level=skill.level,
                reference=f"urn:uuid:{draft.number}",
                valid_until=_last_day(draft.valid_until),
            )
            for draft in drafts
            for skill in skills
        ],
        standing=standing,
        source=issuer.organisation.name,
        organisation=issuer.organisation,
        by=by,
    )


def _last_day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
