"""An office has somebody in a panel for whom others must move: all of it at once, as it was shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.evaluators import queries
from munera.services.evaluators.actions.composing import (
    NotAnOption,
    PanelsAreStale,
    RoundIsAppointed,
    hold_round,
    may_evaluate,
)
from munera.services.evaluators.models import Profile, Seat
from munera.services.evaluators.queries import Sitter, Weighed


class PanelsHaveMoved(Refusal):
    title = _("The panels have changed meanwhile")
    sentence: Sentence = _("Somebody has changed these panels since you looked. Look again at what would move.")


@transaction.atomic
def rearrange_panels(seat: Seat, to: Profile, *, shown: str, because: str, by: Person) -> None:
    """``shown`` is the fingerprint of the moves that the office has seen; nothing else is done."""
    round_ = hold_round(seat.composition.round)
    if round_.is_appointed:
        raise RoundIsAppointed
    held = Seat.objects.select_for_update(of=("self",)).select_related("composition", "demand").get(pk=seat.pk)
    found = queries.weighed(held, to)
    if found is None or not found.others_move:
        raise NotAnOption
    if found.fingerprint != shown:
        raise PanelsHaveMoved
    if not all(may_evaluate(one.demand, one.profile) for one in found.comes):
        raise PanelsAreStale
    said = {"changed_by": by, "changed_at": timezone.now(), "change_reason": because}
    _move(held, found, said)
    details = {"seat": held.pk, "to": to.pk, "cost": found.together, "moved": len(found.comes)}
    record_audit("evaluators.round.rearranged", round_, by=by, on_behalf_of=round_.office, details=details)


def _move(held: Seat, found: Weighed, said: Mapping[str, object]) -> None:
    """Seat by seat; the one that was asked for bears what the panels lose that become smaller."""
    standing = {(one.demand_id, one.profile_id): one for one in queries.seats_in(held.composition)}
    places: dict[int, list[Seat]] = defaultdict(list)
    for going in found.goes:
        places[going.demand.pk].append(standing[going.demand.pk, going.profile.pk])
    # Whoever was asked for takes the seat that was asked for, and the others what is left of their panels.
    for coming in sorted(found.comes, key=lambda one: one.profile.pk != found.option.pk):
        free = places[coming.demand.pk]
        seat = free.pop(_place_of(held, free)) if free else Seat(composition=held.composition, demand=coming.demand)
        _sit(seat, coming, said)
    lost = [seat for left in places.values() for seat in left]
    Seat.objects.filter(pk=held.pk).update(change_cost=F("change_cost") + sum(seat.points for seat in lost))
    Seat.objects.filter(pk__in=[seat.pk for seat in lost]).delete()


def _place_of(held: Seat, free: Sequence[Seat]) -> int:
    return next((place for place, seat in enumerate(free) if seat.pk == held.pk), 0)


def _sit(seat: Seat, coming: Sitter, said: Mapping[str, object]) -> None:
    seat.change_cost = (seat.change_cost or 0) + (seat.points or 0) - coming.points
    seat.profile, seat.points = coming.profile, coming.points
    seat.reason = queries.reason_of_pair(coming.demand, coming.profile)
    for name, value in said.items():
        setattr(seat, name, value)
    seat.save()
