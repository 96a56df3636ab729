"""A demand: written, what it asks for, opened, closed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept
from munera.services.evaluators.actions.refusals import (
    AskedAlready,
    DemandIsClosed,
    DemandIsOpen,
    DemandNotReady,
    YoursAlready,
)
from munera.services.evaluators.choices import DemandStatus, MinimumEvidence
from munera.services.evaluators.models import Demand, Requirement


@dataclass(frozen=True, slots=True)
class DemandText:
    """What a manager writes on a card; ``methods`` are codes."""

    sphere: str
    policy: str
    theme: str
    kind: str
    question: str
    place: str
    deadline: date
    about: str = ""
    data_at_hand: str = ""
    methods: Sequence[str] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One skill a demand asks for."""

    skill: Concept
    weight: int = 1
    must: bool = False
    minimum_level: int = 0
    minimum_evidence: str = MinimumEvidence.DECLARED


@transaction.atomic
def write_demand(body: Organisation, text: DemandText, *, by: Person) -> Demand:
    """A draft, which nobody outside the body sees; whoever writes it is whom a match reaches."""
    demand = Demand.objects.create(body=body, manager=by, **_fields(text))
    record_audit("evaluators.demand.written", demand, by=by, on_behalf_of=body)
    return demand


@transaction.atomic
def change_demand(demand: Demand, text: DemandText, *, by: Person) -> None:
    unless_closed(demand)
    Demand.objects.filter(pk=demand.pk).update(changed_at=timezone.now(), **_fields(text))
    record_audit("evaluators.demand.changed", demand, by=by, on_behalf_of=demand.body)


def _fields(text: DemandText) -> dict[str, object]:
    return asdict(text) | {"methods": list(text.methods)}


@transaction.atomic
def ask_for_skill(demand: Demand, wanted: Wanted, *, by: Person) -> Requirement:
    unless_closed(demand)
    try:
        with transaction.atomic():
            requirement = Requirement.objects.create(
                demand=demand,
                skill=wanted.skill,
                weight=wanted.weight,
                must=wanted.must,
                minimum_level=wanted.minimum_level,
                minimum_evidence=wanted.minimum_evidence,
            )
    except IntegrityError:
        raise AskedAlready from None
    record_audit("evaluators.demand.changed", demand, by=by, on_behalf_of=demand.body)
    return requirement


@transaction.atomic
def change_requirement(requirement: Requirement, wanted: Wanted, *, by: Person) -> None:
    demand = requirement.demand
    unless_closed(demand)
    Requirement.objects.filter(pk=requirement.pk).update(
        weight=wanted.weight,
        must=wanted.must,
        minimum_level=wanted.minimum_level,
        minimum_evidence=wanted.minimum_evidence,
    )
    record_audit("evaluators.demand.changed", demand, by=by, on_behalf_of=demand.body)


@transaction.atomic
def drop_requirement(requirement: Requirement, *, by: Person) -> None:
    """A demand that lies in decks keeps at least one skill."""
    demand = unless_closed(requirement.demand)
    others = Requirement.objects.filter(demand=demand).exclude(pk=requirement.pk)
    if demand.status == DemandStatus.OPEN and not others.exists():
        raise DemandNotReady
    Requirement.objects.filter(pk=requirement.pk).delete()
    record_audit("evaluators.demand.changed", demand, by=by, on_behalf_of=demand.body)


@transaction.atomic
def open_demand(demand: Demand, *, by: Person) -> None:
    """From now on it lies in the decks of researchers."""
    held = unless_closed(demand)
    if held.status == DemandStatus.OPEN:
        raise DemandIsOpen
    if held.deadline < timezone.localdate() or not held.requirements.exists():
        raise DemandNotReady
    Demand.objects.filter(pk=demand.pk).update(status=DemandStatus.OPEN, opened_at=timezone.now())
    record_audit("evaluators.demand.opened", demand, by=by, on_behalf_of=demand.body)


@transaction.atomic
def take_over_demand(demand: Demand, *, by: Person) -> None:
    """From now on a match reaches ``by``, also one that was made before: somebody has left, or is away."""
    if not Demand.objects.filter(pk=demand.pk).exclude(manager=by).update(manager=by, changed_at=timezone.now()):
        raise YoursAlready
    record_audit("evaluators.demand.taken-over", demand, by=by, on_behalf_of=demand.body)


@transaction.atomic
def close_demand(demand: Demand, *, by: Person) -> None:
    """It leaves every deck for good; matches that were made stay."""
    standing = Demand.objects.filter(pk=demand.pk).exclude(status=DemandStatus.CLOSED)
    if not standing.update(status=DemandStatus.CLOSED, closed_at=timezone.now()):
        raise DemandIsClosed
    record_audit("evaluators.demand.closed", demand, by=by, on_behalf_of=demand.body)


def unless_closed(demand: Demand) -> Demand:
    """The demand, held until the transaction ends."""
    held = Demand.objects.select_for_update().get(pk=demand.pk)
    if held.status == DemandStatus.CLOSED:
        raise DemandIsClosed
    return held
