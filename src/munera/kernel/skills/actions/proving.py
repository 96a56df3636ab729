"""Record what an issuer or a register has proven of many people at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from munera.kernel.audit.actions import record_audit
from munera.kernel.inserting import insert_rows
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills import queries
from munera.kernel.skills.actions.evidence import LevelOffTheScale, UnknownSkill
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.models import Concept, Evidence
from munera.kernel.skills.rules import is_level_of

COLUMNS: Final = (
    "person_id",
    "skill_id",
    "level",
    "standing",
    "source",
    "reference",
    "organisation_id",
    "recorded_by_id",
    "recorded_at",
    "valid_until",
)


@dataclass(frozen=True, slots=True)
class Proven:
    """One skill of one person; by ``reference`` it is found again and voided."""

    person: Person
    skill_uri: str
    level: int | None
    reference: str
    valid_until: date | None = None


@transaction.atomic
def record_proven_skills(
    proven: Sequence[Proven], *, standing: Standing, source: str, organisation: Organisation, by: Person | None
) -> None:
    """As ``record_evidence``, for references that are new: one statement for many rows, and one note in the audit.

    Raises ``UnknownSkill`` and ``LevelOffTheScale`` before anything is written, and ``IntegrityError`` for a reference
    that was recorded before.
    """
    asked = {(each.skill_uri, each.level) for each in proven}
    skills = {(uri, level): _skill(uri, level) for uri, level in asked}
    now = timezone.now()
    insert_rows(
        Evidence,
        COLUMNS,
        (
            (
                each.person.pk,
                skills[each.skill_uri, each.level].pk,
                each.level,
                standing,
                source[:200],
                each.reference,
                organisation.pk,
                by.pk if by else None,
                now,
                each.valid_until,
            )
            for each in proven
        ),
    )
    details = {"evidence": len(proven), "standing": standing}
    record_audit("skills.evidence.proven", organisation, by=by, on_behalf_of=organisation, details=details)


def _skill(uri: str, level: int | None) -> Concept:
    skill = queries.skill_by_uri(uri)
    if skill is None:
        raise UnknownSkill
    if not is_level_of(skill, level):
        raise LevelOffTheScale
    return skill
