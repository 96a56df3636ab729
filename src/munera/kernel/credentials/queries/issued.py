"""What was issued: to whom, by whom, and as files to take along."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.engines.attestation import opening, proofs
from munera.engines.attestation.log import leaves
from munera.engines.attestation.log.receipts import Receipt
from munera.kernel.credentials import rules
from munera.kernel.credentials.models import Achievement, AchievementSkill, Batch, Credential, Issuer, Share
from munera.kernel.credentials.queries.keys import signing_key
from munera.kernel.credentials.queries.log import inclusion_proof, newest_checkpoint, note_of
from munera.kernel.credentials.queries.status import published_list, status_lists
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import Named, named


def credentials_held_by(person: Person) -> QuerySet[Credential]:
    """The person's wallet, newest first; what was withdrawn or has run out too."""
    return _shown(Credential.objects.filter(holder=person))


def credentials_issued_by(issuers: Iterable[Issuer]) -> QuerySet[Credential]:
    """What these issuers have certified, newest first."""
    return _shown(Credential.objects.filter(issuer__in=list(issuers))).select_related("holder", "batch")


def credential_by_number(number: uuid.UUID) -> Credential | None:
    """For whoever knows its 128 bits."""
    return _shown(Credential.objects.filter(number=number)).first()


def credentials_about_to_end() -> QuerySet[Credential]:
    """Those whose holders are to be told, the first to end first.

    Not what was withdrawn, what was issued just now, or what the same achievement, certified anew, outlasts.
    """
    now = timezone.now()
    certified_anew = Credential.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")),
        holder=OuterRef("holder"),
        achievement=OuterRef("achievement"),
        withdrawn_at=None,
    )
    ending = Credential.objects.filter(
        ~Exists(certified_anew),
        end_told_at=None,
        withdrawn_at=None,
        valid_until__gt=now,
        valid_until__lte=now + rules.TOLD_BEFORE_END,
        issued_at__lte=now - rules.NEW_FOR,
    )
    return ending.select_related("holder", "achievement", "issuer__organisation").order_by("valid_until", "pk")


@dataclass(frozen=True, slots=True)
class ShownSkill:
    """A skill that an achievement proves, in the reader's language where the classification has a word for it."""

    label: str
    language: str
    level: str


def proven_skills(achievement: Achievement, *, language: str) -> list[ShownSkill]:
    """As the reader knows them; of a skill that the classification has no more, what is printed."""

    def shown(each: AchievementSkill, skill: Named | None) -> ShownSkill:
        if skill is None:
            return ShownSkill(each.label, "", "")
        level = "" if each.level is None else str(skill.concept.levels(each.level).label)
        return ShownSkill(skill.label, skill.language, level)

    return [shown(each, skill) for each, skill in _proven(achievement, language=language)]


def names_of_proven(achievement: Achievement, *, language: str) -> list[tuple[str, int | None]]:
    """Each skill by the name under which a reader would write it down, or by its address, and its level as a number."""
    proven = _proven(achievement, language=language)
    return [(skill.label if skill else each.uri, each.level) for each, skill in proven]


def _proven(achievement: Achievement, *, language: str) -> list[tuple[AchievementSkill, Named | None]]:
    """With what the classification says of each, while it has it."""
    proven = list(achievement.skills.all())
    known = Concept.objects.filter(uri__in=[each.uri for each in proven])
    by_uri = {skill.concept.uri: skill for skill in named(known, language=language).values()}
    return [(each, by_uri.get(each.uri)) for each in proven]


def batches_of(issuers: Iterable[Issuer]) -> QuerySet[Batch]:
    """Newest first, with how many credentials each has by now (``issued``) and how many were withdrawn."""
    found = Batch.objects.filter(issuer__in=list(issuers)).select_related("achievement", "issuer__organisation")
    withdrawn = Count("credentials", filter=Q(credentials__withdrawn_at__isnull=False))
    return found.annotate(issued=Count("credentials"), withdrawn=withdrawn)


def rows_issued(batch: Batch, rows: Iterable[str]) -> set[str]:
    """Those of the rows that have their credential already."""
    return set(Credential.objects.filter(batch=batch, row__in=list(rows)).values_list("row", flat=True))


def receipt_of(credential: Credential) -> bytes | None:
    """The offline proof that it is in the log (tlog-proof@v1); nothing until a checkpoint covers it."""
    return receipt_at(credential.leaf_id)


def receipt_at(position: int) -> bytes | None:
    """The same for any leaf, under the newest checkpoint with the cosignatures it has by now."""
    newest = newest_checkpoint()
    if newest is None or newest.size <= position:
        return None
    path = inclusion_proof(position, newest.size)
    return Receipt(position, tuple(path), note_of(newest).encode()).dumps()


def commitment_of(credential: Credential) -> bytes:
    """The 32 bytes of it that stand in the log."""
    return leaves.commitment(credential.body)


def shared_body(credential: Credential) -> bytes:
    """The body to hand out: with a second proof, over the graph, for verifiers that know no other (Open Badges 3.0).

    It is made with the key that signed the first, because that key counts where the credential stands in the log. A
    revoked key signs nothing any more; then the first proof goes out alone.
    """
    if credential.key.revoked_id is not None:
        return credential.body
    return proofs.add_proof(credential.body, signing_key(credential.key), now=credential.issued_at)


def bundle_of(credential: Credential) -> bytes:
    """Everything in one file, to be checked without a network: the credential, its receipt, its status today."""
    listing = status_lists().get(pk=credential.status_list_id)
    published = published_list(listing)
    statuses = {listing.address: published} if published else None
    return opening.bundle(shared_body(credential), receipt=receipt_of(credential), statuses=statuses)


def _shown(found: QuerySet[Credential]) -> QuerySet[Credential]:
    return found.select_related("achievement", "issuer__organisation", "key").order_by("-issued_at", "-pk")


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person. The leaves of the log speak of nobody and are not among it."""
    return [
        PersonalRecords(
            room="credentials",
            name=_("Links to your credentials"),
            rows=Share.objects.filter(credential__holder=person),
            fields=("credential__achievement__code", "made_at", "expires_at", "ended_at", "views"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room="credentials",
            name=_("Credentials issued to you"),
            rows=credentials_held_by(person),
            fields=(
                "identifier",
                "achievement__code",
                "issuer__organisation__name",
                "issued_at",
                "valid_until",
                "end_told_at",
                "withdrawn_at",
                "withdrawn_because",
                "text",
            ),
            erasure=Erasure.DELETE,
        ),
    ]
