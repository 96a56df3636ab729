"""What each side answered, which only that side may see, and what both may see once both are interested."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.services.evaluators import rules
from munera.services.evaluators.choices import DemandStatus, Direction, InterestState
from munera.services.evaluators.models import Demand, Feedback, Interest, Match, Profile, Project
from munera.services.evaluators.queries.bodies import bodies_of


def answers_of_profile(profile: Profile) -> QuerySet[Interest]:
    """The researcher's own, newest first."""
    found = Interest.objects.filter(profile=profile, direction=Direction.EVALUATOR)
    return found.select_related("demand__body").order_by("-decided_at", "-pk")


def answers_of_demand(demand: Demand) -> QuerySet[Interest]:
    """The body's own, newest first."""
    found = Interest.objects.filter(demand=demand, direction=Direction.BODY)
    return found.select_related("profile__person", "decided_by").order_by("-decided_at", "-pk")


def answers_given_by(person: Person) -> QuerySet[Interest]:
    """Those the person may take back: their own as a researcher, and those of the bodies whose manager they are."""
    own = Q(direction=Direction.EVALUATOR, profile__person=person)
    of_bodies = Q(direction=Direction.BODY, demand__body__in=bodies_of(person))
    return Interest.objects.filter(own | of_bodies).select_related("demand__body", "profile__person")


def pending_interests() -> QuerySet[Interest]:
    """Those that wait for the other side, oldest first."""
    return Interest.objects.filter(state=InterestState.INTERESTED).order_by("decided_at", "pk")


def expired_interests() -> QuerySet[Interest]:
    """Those that have waited too long, or whose demand takes no more answers."""
    now = timezone.now()
    too_long = Q(decided_at__lt=now - rules.INTEREST_LASTS)
    over = ~Q(demand__status=DemandStatus.OPEN) | Q(demand__deadline__lt=timezone.localdate())
    return pending_interests().filter(too_long | over)


def matches_of(person: Person) -> QuerySet[Match]:
    """Those of the researcher, and of the bodies whose manager the person is; standing ones first."""
    own = Q(profile__person=person) | Q(demand__body__in=bodies_of(person))
    found = Match.objects.filter(own).select_related("demand__body", "demand__manager", "profile__person", "project")
    return found.order_by("ended_at", "-made_at", "-pk")


def match_from(answer: Interest) -> Match | None:
    """What the answer led to, if the other side was interested too."""
    if answer.state != InterestState.MUTUAL:
        return None
    return Match.objects.filter(demand=answer.demand_id, profile=answer.profile_id, ended_at=None).first()


def side_of(match: Match, person: Person) -> Direction:
    """On which side of a match the person stands who may see it."""
    return Direction.EVALUATOR if match.profile.person_id == person.pk else Direction.BODY


def project_of(match: Match) -> Project | None:
    return Project.objects.filter(match=match).select_related("credential", "match__demand").first()


def projects_of(person: Person) -> QuerySet[Project]:
    """Of the matches the person may see."""
    found = Project.objects.filter(match__in=matches_of(person).order_by())
    return found.select_related("match__demand__body", "match__demand__manager", "match__profile__person", "credential")


def projects_finished_by(person: Person) -> QuerySet[Project]:
    """Those that the person may finish for a body."""
    return projects_of(person).filter(match__demand__body__in=bodies_of(person))


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the other side."""

    name: str
    role: str
    email: str
    phone: str


def contact_of(match: Match, side: Direction) -> Contact | None:
    """Of that side, as long as the match stands; before and after there is none."""
    if not match.stands:
        return None
    person = match.profile.person if side is Direction.EVALUATOR else match.demand.manager
    role = match.profile.institution_name if side is Direction.EVALUATOR else match.demand.body.name
    return Contact(str(person.shown_name), role, person.email or "", person.phone)


def feedback_seen_by(project: Project, side: Direction) -> list[Feedback]:
    """One's own at once, the other's once both have spoken."""
    found = list(Feedback.objects.filter(project=project).order_by("given_at", "pk"))
    return found if len(found) == len(Direction) else [each for each in found if each.side == side]


def sides_spoken(project: Project) -> frozenset[str]:
    return frozenset(Feedback.objects.filter(project=project).values_list("side", flat=True))
