"""Who manages what: public bodies, their demands, a researcher's profile."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import organisations_acted_for, organisations_with_member
from munera.kernel.people.models import Person
from munera.services.evaluators import rules
from munera.services.evaluators.choices import DemandStatus, Direction, InstitutionStanding
from munera.services.evaluators.models import Demand, Experience, Match, Profile, Requirement


def bodies_of(person: Person) -> QuerySet[Organisation]:
    """Those whose demands the person manages today."""
    return organisations_acted_for(person, role=rules.MANAGER.code, on=timezone.localdate())


def offices_of(person: Person) -> QuerySet[Organisation]:
    """The offices that bring both sides together in which the person works today."""
    return organisations_acted_for(person, role=rules.OFFICE.code, on=timezone.localdate())


def institutions_of(person: Person) -> QuerySet[Organisation]:
    """Where the person belongs by a role of any kind: an institution among them counts as checked."""
    return organisations_with_member(person, on=timezone.localdate())


def institutions_to_choose(person: Person, profile: Profile | None) -> QuerySet[Organisation]:
    """Where the person belongs, and what the profile names already."""
    named_already = Profile.objects.filter(pk=profile.pk if profile else 0).values("institution")
    own = Q(pk__in=institutions_of(person).values("pk")) | Q(pk__in=named_already)
    return Organisation.objects.filter(own).order_by("name")


def profiles_to_check(by: Person) -> QuerySet[Profile]:
    """Open ones that declare an institution by the very name of one here; nobody checks their own."""
    named = Profile.objects.filter(institution_name__in=_institutions().values("name"))
    waiting = named.filter(is_open=True, hidden_at=None, institution_standing=InstitutionStanding.DECLARED)
    return waiting.exclude(person=by).select_related("person").order_by("opened_at", "pk")


def institution_declared_in(profile: Profile) -> Organisation | None:
    """The one of that name; None where there are several, of which nobody can know which is meant."""
    found = list(_institutions().filter(name=profile.institution_name)[:2])
    return found[0] if len(found) == 1 else None


def _institutions() -> QuerySet[Organisation]:
    """Where somebody may do research; employers of seasonal work are many, and none of these."""
    return Organisation.objects.exclude(kind=OrganisationKind.EMPLOYER)


def demands() -> QuerySet[Demand]:
    """With all that a card shows and the engine asks for."""
    requirements = Prefetch("requirements", Requirement.objects.select_related("skill"))
    return Demand.objects.select_related("body", "manager").prefetch_related(requirements)


def demands_managed_by(person: Person) -> QuerySet[Demand]:
    """Those of every body in which the person is a manager today, newest first."""
    return demands().filter(body__in=bodies_of(person))


def demands_of(body: Organisation) -> QuerySet[Demand]:
    """Newest first, with how many researchers the body has answered and how many matches stand; never who waits."""
    answered = Count("interests", filter=Q(interests__direction=Direction.BODY), distinct=True)
    matched = Count("matches", filter=Q(matches__ended_at=None), distinct=True)
    found = demands().filter(body=body).annotate(answered_count=answered, match_count=matched)
    return found.order_by("-created_at", "-pk")


def requirements_of(demand: Demand) -> QuerySet[Requirement]:
    return Requirement.objects.filter(demand=demand).select_related("skill")


def requirements_managed_by(person: Person) -> QuerySet[Requirement]:
    """Lines of the demands of every body in which the person is a manager today."""
    return Requirement.objects.filter(demand__body__in=bodies_of(person)).select_related("demand__body")


@dataclass(frozen=True, slots=True)
class Counts:
    """How things stand in a body: what it may know itself, and nothing of who is interested in it."""

    open: int
    drafts: int
    matches: int


def counts_of(body: Organisation) -> Counts:
    own = Demand.objects.filter(body=body)
    return Counts(
        open=own.filter(status=DemandStatus.OPEN).count(),
        drafts=own.filter(status=DemandStatus.DRAFT).count(),
        matches=Match.objects.filter(demand__body=body, ended_at=None).count(),
    )


def open_demands() -> QuerySet[Demand]:
    """Those that may lie in a deck today."""
    today = timezone.localdate()
    return demands().filter(status=DemandStatus.OPEN, hidden_at=None, deadline__gte=today)


def profiles() -> QuerySet[Profile]:
    return Profile.objects.select_related("person", "institution")


def open_profiles() -> QuerySet[Profile]:
    """Those that may lie in a deck today."""
    return profiles().filter(is_open=True, hidden_at=None, person__is_active=True)


def profile_of(person: Person) -> Profile | None:
    return profiles().filter(person=person).first()


def experiences_of(profile: Profile) -> QuerySet[Experience]:
    return Experience.objects.filter(profile=profile).select_related("document")
