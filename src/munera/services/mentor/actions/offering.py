"""Enter a course, training or job of a public body; change it; withdraw it; offer it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.mentor.actions.refusals import OfferStands, OfferWithdrawn
from munera.services.mentor.choices import OfferKind
from munera.services.mentor.models import CompetenceUnit, Examination, Offer


@dataclass(frozen=True, slots=True)
class OfferText:
    """What is said of a course, training or job."""

    kind: OfferKind
    names: Mapping[str, str]
    units: Sequence[CompetenceUnit]
    summaries: Mapping[str, str] = field(default_factory=dict)
    examination: Examination | None = None
    place: str = ""
    hours: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    apply_until: date | None = None
    link: str = ""


@transaction.atomic
def add_offer(office: Organisation, text: OfferText, *, by: Person) -> Offer:
    """From now on shown to the candidates whom it suits."""
    offer = Offer.objects.create(body=office, **_columns(text))
    offer.units.set(text.units)
    record_audit("mentor.offer.added", offer, by=by, on_behalf_of=office, details=_details(text))
    return offer


@transaction.atomic
def change_offer(offer: Offer, text: OfferText, *, by: Person) -> None:
    held = _hold(offer)
    Offer.objects.filter(pk=held.pk).update(**_columns(text))
    held.units.set(text.units)
    record_audit("mentor.offer.changed", held, by=by, on_behalf_of=held.body, details=_details(text))


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: Person) -> None:
    """Kept as it was, and shown to nobody any more."""
    held = _hold(offer)
    Offer.objects.filter(pk=held.pk).update(withdrawn_at=timezone.now())
    record_audit("mentor.offer.withdrawn", held, by=by, on_behalf_of=held.body, details={"kind": held.kind})


@transaction.atomic
def offer_again(offer: Offer, *, by: Person) -> None:
    """What was withdrawn is shown as it was; its days can be changed from then on."""
    if not Offer.objects.filter(pk=offer.pk).exclude(withdrawn_at=None).update(withdrawn_at=None):
        raise OfferStands
    record_audit("mentor.offer.renewed", offer, by=by, on_behalf_of=offer.body, details={"kind": offer.kind})


def _hold(offer: Offer) -> Offer:
    """Keep everybody else from it until the transaction ends; a withdrawn one is refused."""
    held = Offer.objects.select_for_update(of=("self",)).select_related("body").get(pk=offer.pk)
    if held.withdrawn_at:
        raise OfferWithdrawn
    return held


def _details(text: OfferText) -> dict[str, object]:
    return {"kind": text.kind, "units": sorted(unit.code for unit in text.units)[:50]}


def _columns(text: OfferText) -> dict[str, object]:
    return {
        "kind": text.kind,
        "names": dict(text.names),
        "summaries": dict(text.summaries),
        "examination": text.examination,
        "place": text.place,
        "hours": text.hours,
        "starts_on": text.starts_on,
        "ends_on": text.ends_on,
        "apply_until": text.apply_until,
        "link": text.link,
    }
