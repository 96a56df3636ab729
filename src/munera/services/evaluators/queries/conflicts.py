"""Who must not evaluate whom. A pair with a conflict of interest, or a block, lies in neither deck.

The same institution is found here by itself: by the organisation a researcher names, by its name, by a role that
either of them holds there. What nobody can compute is declared.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from munera.kernel.organisations.models import Membership, Organisation
from munera.kernel.organisations.queries import valid
from munera.kernel.people.models import Person
from munera.services.evaluators.choices import Direction
from munera.services.evaluators.models import Block, Conflict, Demand, Profile
from munera.services.evaluators.queries.bodies import bodies_of


def without_conflict_for_profile(profile: Profile, found: QuerySet[Demand]) -> QuerySet[Demand]:
    """Of these demands, those that the researcher may evaluate."""
    today = timezone.localdate()
    own_bodies = Membership.objects.filter(valid(today), person=profile.person_id).values("organisation")
    declared = Conflict.objects.filter(profile=profile, body=OuterRef("body"))
    of_this_manager = declared.filter(Q(manager=None) | Q(manager=OuterRef("manager")))
    blocked = Block.objects.filter(profile=profile, body=OuterRef("body"), lifted_at=None)
    found = found.exclude(manager=profile.person_id).exclude(body__in=own_bodies)
    found = found.exclude(body__name__iexact=profile.institution_name)
    if profile.institution_id:
        colleagues = Membership.objects.filter(valid(today), organisation=profile.institution_id).values("person")
        found = found.exclude(body=profile.institution_id).exclude(manager__in=colleagues)
    return found.exclude(Exists(of_this_manager)).exclude(Exists(blocked))


def without_conflict_for_demand(demand: Demand, found: QuerySet[Profile]) -> QuerySet[Profile]:
    """Of these researchers, those who may evaluate the demand: the same rule seen from the other side."""
    today = timezone.localdate()
    of_body = Membership.objects.filter(valid(today), organisation=demand.body_id).values("person")
    of_manager = Membership.objects.filter(valid(today), person=demand.manager_id).values("organisation")
    declared = Conflict.objects.filter(profile=OuterRef("pk"), body=demand.body_id)
    of_this_manager = declared.filter(Q(manager=None) | Q(manager=demand.manager_id))
    blocked = Block.objects.filter(profile=OuterRef("pk"), body=demand.body_id, lifted_at=None)
    found = found.exclude(person=demand.manager_id).exclude(person__in=of_body)
    found = found.exclude(institution_name__iexact=demand.body.name)
    somewhere = Q(institution__isnull=False) & (Q(institution=demand.body_id) | Q(institution__in=of_manager))
    return found.exclude(somewhere).exclude(Exists(of_this_manager)).exclude(Exists(blocked))


def conflicts_of(profile: Profile) -> QuerySet[Conflict]:
    """What the researcher declared; what a body declared of them is the body's."""
    return Conflict.objects.filter(profile=profile, declared_by=F("profile__person")).select_related("body")


def blocks_of_profile(profile: Profile) -> QuerySet[Block]:
    """Whom the researcher blocks; who blocks the researcher is not told."""
    return _standing_blocks().filter(profile=profile, side=Direction.EVALUATOR)


def blocks_of_body(body: Organisation) -> QuerySet[Block]:
    """Whom the body blocks."""
    return _standing_blocks().filter(body=body, side=Direction.BODY)


def blocks_liftable_by(person: Person) -> QuerySet[Block]:
    own = Q(side=Direction.EVALUATOR, profile__person=person)
    return _standing_blocks().filter(own | Q(side=Direction.BODY, body__in=bodies_of(person)))


def _standing_blocks() -> QuerySet[Block]:
    return Block.objects.filter(lifted_at=None).select_related("body", "profile__person").order_by("blocked_at", "pk")
