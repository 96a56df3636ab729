"""Declare, check, record and void what a person can do."""

from datetime import date
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit, record_audits
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.skills import queries
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.models import Concept, Evidence
from munera.kernel.skills.rules import is_level_of, may_check


class UnknownSkill(Refusal):
    status: ClassVar[int] = 422
    title = _("This skill is not in the classification")
    sentence: Sentence = _("This site's classification has no such skill. Search for it by another name.")


class LevelOffTheScale(Refusal):
    status: ClassVar[int] = 422
    title = _("This level does not exist")
    sentence: Sentence = _("Choose one of the levels that are offered for this skill.")


class MayNotCheck(Refusal):
    status: ClassVar[int] = 403
    title = _("Somebody else has to check this")
    sentence: Sentence = _("A skill is checked by an assessor of the organisation, and never by whose skill it is.")


class AlreadyTakenBack(Refusal):
    title = _("The skill is taken back already")
    sentence: Sentence = _("You have already taken this skill back.")


@transaction.atomic
def declare_skill(person: Person, skill_uri: str, *, level: int | None = None, by: Person) -> Evidence:
    """The person's own word. Said again with another level, the new word takes the place of the old."""
    skill = _skill(skill_uri, level)
    standing = queries.declarations_of(person).select_for_update(of=("self",)).filter(skill=skill).first()
    if standing and standing.level == level:
        return standing
    if standing:
        _void(standing, because="", by=by)
    try:
        with transaction.atomic():
            return _record(person, skill, level=level, standing=Standing.DECLARED, recorded_by=by, by=by)
    except IntegrityError:
        # The same button, pressed twice at once.
        return queries.declarations_of(person).get(skill=skill)


@transaction.atomic
def withdraw_skill(evidence: Evidence, *, by: Person) -> None:
    """Take one's own word back."""
    if not _void(evidence, because="", by=by):
        raise AlreadyTakenBack


@transaction.atomic
def check_skill(
    person: Person,
    skill_uri: str,
    *,
    level: int | None,
    organisation: Organisation,
    valid_until: date | None = None,
    by: Person,
) -> Evidence:
    """Somebody has seen that the person can do it, and says so for their organisation."""
    if not may_check(by, organisation, of=person):
        raise MayNotCheck
    return _record(
        person,
        _skill(skill_uri, level),
        level=level,
        standing=Standing.CHECKED,
        source=organisation.name,
        organisation=organisation,
        valid_until=valid_until,
        recorded_by=by,
        by=by,
    )


@transaction.atomic
def record_evidence(
    person: Person,
    skill_uri: str,
    *,
    level: int | None,
    standing: str,
    source: str,
    reference: str,
    valid_until: date | None,
    by: Person | None,
) -> Evidence:
    """What a room above knows of the skill. Recorded again under the same reference, it is there once.

    ``source`` is the name that the person reads; by ``reference`` the evidence is found again and voided.
    """
    skill = _skill(skill_uri, level)
    known = Evidence.objects.filter(reference=reference, person=person, skill=skill, voided_at=None)
    if reference and (found := known.first()):
        return found
    try:
        with transaction.atomic():
            return _record(
                person,
                skill,
                level=level,
                standing=Standing(standing),
                source=source,
                reference=reference,
                valid_until=valid_until,
                recorded_by=by,
                by=by,
            )
    except IntegrityError:
        # Another transaction recorded the same a moment ago.
        return known.get()


@transaction.atomic
def void_evidence(reference: str, because: str, by: Person | None) -> int:
    """Everything recorded under the reference counts no more, from now on and everywhere; returns how much it was."""
    if not reference:
        raise ValueError("evidence without a reference is not found by one")
    standing = list(Evidence.objects.select_for_update().filter(reference=reference, voided_at=None).order_by("pk"))
    Evidence.objects.filter(pk__in=[one.pk for one in standing]).update(
        voided_at=timezone.now(), void_because=because[:200]
    )
    record_audits("skills.evidence.voided", [(one, {"standing": one.standing}) for one in standing], by=by)
    return len(standing)


def _skill(uri: str, level: int | None) -> Concept:
    skill = queries.skill_by_uri(uri)
    if skill is None:
        raise UnknownSkill
    if not is_level_of(skill, level):
        raise LevelOffTheScale
    return skill


def _record(
    person: Person,
    skill: Concept,
    *,
    level: int | None,
    standing: Standing,
    source: str = "",
    reference: str = "",
    organisation: Organisation | None = None,
    valid_until: date | None = None,
    recorded_by: Person | None,
    by: Person | None,
) -> Evidence:
    evidence = Evidence.objects.create(
        person=person,
        skill=skill,
        level=level,
        standing=standing,
        source=source[:200],
        reference=reference,
        organisation=organisation,
        valid_until=valid_until,
        recorded_by=recorded_by,
    )
    # Not the skill itself: what somebody can do may be deleted, and the audit may not.
    details = {"standing": evidence.standing}
    record_audit("skills.evidence.recorded", evidence, by=by, on_behalf_of=organisation, details=details)
    return evidence


def _void(evidence: Evidence, *, because: str, by: Person) -> bool:
    standing = Evidence.objects.filter(pk=evidence.pk, voided_at=None)
    if not standing.update(voided_at=timezone.now(), void_because=because):
        return False
    record_audit("skills.evidence.voided", evidence, by=by, details={"standing": evidence.standing})
    return True
