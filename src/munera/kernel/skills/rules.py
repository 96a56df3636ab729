"""Who may check a skill, and what a level may be."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role
from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import roles_in
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept, Evidence

ASSESSOR = Role("skills.assessor", _("Assessor of skills"), needs_second_factor=True)


def may_check(person: Person, organisation: Organisation, *, of: Person) -> bool:
    """Assessors of the organisation may, and nobody checks what they can do themselves."""
    return of.pk != person.pk and ASSESSOR.code in roles_in(person, organisation, on=timezone.localdate())


def may_withdraw(person: Person, evidence: Evidence) -> bool:
    """One's own word can be taken back by oneself; what others say, by them."""
    return evidence.person_id == person.pk and evidence.standing == "declared" and evidence.voided_at is None


def is_level_of(skill: Concept, level: int | None) -> bool:
    """Whether the level lies on the scale of the skill; not to state one is fine."""
    return level is None or level in skill.levels.values
