"""Say what can be achieved; changed words hold for what is issued later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.choices import AchievementKind
from munera.kernel.credentials.models import Achievement, AchievementSkill, Issuer
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.skills.actions.evidence import UnknownSkill
from munera.kernel.skills.queries import skill_by_uri


class CodeTaken(Refusal):
    title = _("This short name is taken")
    sentence: Sentence = _("Your organisation has an achievement with this short name. Choose another one.")


class NotOffered(Refusal):
    title = _("This is no longer offered")
    sentence: Sentence = _("This achievement is no longer offered, so nothing can be issued for it.")


class NothingWritten(Refusal):
    status: ClassVar[int] = 422
    title = _("The achievement needs a name")
    sentence: Sentence = _("Write a name, a description and what has to be done, in at least one language.")


@dataclass(frozen=True, slots=True)
class ProvenSkill:
    """A skill by its address in the classification, as it is printed, and on which level it is proven."""

    uri: str
    label: str
    level: int | None = None


@transaction.atomic
def describe_achievement(
    issuer: Issuer,
    *,
    code: str,
    kind: str,
    names: Mapping[str, str],
    descriptions: Mapping[str, str],
    criteria: Mapping[str, str],
    skills: Sequence[ProvenSkill] = (),
    eqf_level: int | None = None,
    valid_for_days: int | None = None,
    by: Person | None,
) -> Achievement:
    """A course, an examination, a licence that the issuer certifies from now on; texts by language code."""
    texts = [_written(each) for each in (names, descriptions, criteria)]
    try:
        with transaction.atomic():
            achievement = Achievement.objects.create(
                issuer=issuer,
                code=code,
                kind=AchievementKind(kind),
                names=texts[0],
                descriptions=texts[1],
                criteria=texts[2],
                eqf_level=eqf_level,
                valid_for_days=valid_for_days,
            )
    except IntegrityError:
        raise CodeTaken from None
    _write_skills(achievement, skills)
    record_audit("credentials.achievement.described", achievement, by=by, on_behalf_of=issuer.organisation)
    return achievement


@transaction.atomic
def change_achievement(
    achievement: Achievement,
    *,
    names: Mapping[str, str],
    descriptions: Mapping[str, str],
    criteria: Mapping[str, str],
    skills: Sequence[ProvenSkill],
    eqf_level: int | None = None,
    valid_for_days: int | None = None,
    by: Person | None,
) -> None:
    """Other words or skills for what is issued from now on. What was issued keeps what it says and what it proved."""
    held = Achievement.objects.select_for_update(of=("self",), no_key=True).get(pk=achievement.pk)
    held.names, held.descriptions, held.criteria = (_written(each) for each in (names, descriptions, criteria))
    held.eqf_level, held.valid_for_days = eqf_level, valid_for_days
    held.save()
    held.skills.all().delete()
    _write_skills(held, skills)
    record_audit("credentials.achievement.changed", held, by=by, on_behalf_of=held.issuer.organisation)


@transaction.atomic
def retire_achievement(achievement: Achievement, *, by: Person | None) -> None:
    """Offer it no longer; what was issued stays."""
    if not Achievement.objects.filter(pk=achievement.pk, retired_at=None).update(retired_at=timezone.now()):
        raise NotOffered
    record_audit("credentials.achievement.retired", achievement, by=by, on_behalf_of=achievement.issuer.organisation)


def _written(texts: Mapping[str, str]) -> dict[str, str]:
    written = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not written:
        raise NothingWritten
    return written


def _write_skills(achievement: Achievement, skills: Sequence[ProvenSkill]) -> None:
    """Only skills that the classification of this site has: it must be possible to find people by them."""
    for skill in skills:
        if skill_by_uri(skill.uri) is None:
            raise UnknownSkill
        AchievementSkill.objects.create(achievement=achievement, uri=skill.uri, label=skill.label, level=skill.level)
