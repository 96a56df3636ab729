"""A demand asks for skills that were suggested from its own words, and that its manager has chosen."""

from collections.abc import Iterable

from django.db import transaction

from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept
from munera.services.evaluators.actions.demands import Wanted, ask_for_skill
from munera.services.evaluators.models import Demand, Requirement

USUAL_WEIGHT = 3


@transaction.atomic
def ask_for_skills(demand: Demand, skills: Iterable[Concept], *, by: Person) -> int:
    """Each with the usual weight; one that is asked for meanwhile stays as it is."""
    known = set(Requirement.objects.filter(demand=demand).values_list("skill", flat=True))
    fresh = [skill for skill in skills if skill.pk not in known]
    for skill in fresh:
        ask_for_skill(demand, Wanted(skill, weight=USUAL_WEIGHT), by=by)
    return len(fresh)
