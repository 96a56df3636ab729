"""Who checks skills, what they are asked to look at, and what a person has asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from munera.kernel.organisations.models import Membership, Organisation
from munera.kernel.organisations.queries import organisations_with_member, valid
from munera.kernel.people.models import Person
from munera.kernel.skills.models import CheckRequest, Concept
from munera.kernel.skills.queries.classification import Named, named
from munera.kernel.skills.rules import ASSESSOR


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under the name of its skill in the reader's language."""

    request: CheckRequest
    named: Named


def organisations_that_check(*, on: date) -> QuerySet[Organisation]:
    """Those with an assessor on that day."""
    assessors = Membership.objects.filter(valid(on), role=ASSESSOR.code, person__is_active=True)
    return Organisation.objects.filter(pk__in=assessors.values("organisation")).order_by("name")


def requests_to(person: Person, *, on: date) -> QuerySet[CheckRequest]:
    """What the organisations in which the person assesses are asked, oldest first; never what they ask themselves."""
    own = organisations_with_member(person, role=ASSESSOR.code, on=on)
    found = CheckRequest.objects.filter(organisation__in=own).exclude(person=person)
    return found.select_related("person", "skill", "organisation")


def open_requests_to(person: Person, *, on: date) -> QuerySet[CheckRequest]:
    return requests_to(person, on=on).filter(answered_at=None)


def skills_asked_about(requests: QuerySet[CheckRequest]) -> QuerySet[Concept]:
    return Concept.objects.filter(pk__in=requests.order_by().values("skill"))


def requests_of(person: Person) -> QuerySet[CheckRequest]:
    """What the person has asked, newest first."""
    return CheckRequest.objects.filter(person=person).select_related("skill", "organisation").order_by("-asked_at")


def asked_in_words(requests: Iterable[CheckRequest], *, language: str) -> list[Asked]:
    listed = list(requests)
    names = named((one.skill for one in listed), language=language)
    return [Asked(one, names[one.skill_id]) for one in listed]
