"""An office composes panels for several demands at once, changes a seat where it must, and asks those who sit."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.jobs.actions import start_job
from munera.kernel.jobs.models import Job
from munera.kernel.messages.actions import send_letter
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.evaluators import queries, rules
from munera.services.evaluators.actions.consenting import shown_text
from munera.services.evaluators.choices import Direction, SeatState
from munera.services.evaluators.models import Composition, Demand, Match, Profile, Round, Seat
from munera.services.evaluators.queries import composing

LETTER = "evaluators.panel"


class RoundIsAppointed(Refusal):
    title = _("The panels of this round are appointed")
    sentence: Sentence = _("The researchers of this round are asked already. Only a seat that was declined may change.")


class RoundIsEmpty(Refusal):
    status: ClassVar[int] = 422
    title = _("The round has no demand")
    sentence: Sentence = _("Choose at least one demand for the round.")


class RoundIsTooLarge(Refusal):
    status: ClassVar[int] = 422
    title = _("The round has too many demands")
    sentence: Sentence = _("Divide the demands into several rounds: nobody reads through so many panels at once.")


class DemandInOtherRound(Refusal):
    title = _("A demand is in another round")
    sentence: Sentence = _("One of these demands is in another round, or takes no answers any more. Look again.")


class NothingComposed(Refusal):
    title = _("There are no panels yet")
    sentence: Sentence = _("Compose the panels first.")


class PanelsAreStale(Refusal):
    title = _("The panels no longer hold")
    sentence: Sentence = _(
        "Since the panels were composed, a researcher has closed their profile or declared a conflict of interest, or "
        "a demand was closed. Compose them again."
    )


class NotAnOption(Refusal):
    title = _("This researcher cannot take the seat")
    sentence: Sentence = _("This researcher sits in this panel or in others already, or may not evaluate the demand.")


class AnsweredAppointment(Refusal):
    title = _("You have answered already")
    sentence: Sentence = _("You have answered already, or the seat was given to somebody else.")


class SeatIsBarred(Refusal):
    title = _("This seat can no longer be taken")
    # Nothing of what it is: one side is not told what the other has declared, nor whom it blocks.
    sentence: Sentence = _(
        "Since you were asked, something has come up that keeps you and this demand apart. Decline the seat, and the "
        "office looks for somebody else."
    )


@transaction.atomic
def open_round(
    office: Organisation, demands: Sequence[Demand], *, name: str, fewest: int, most: int, load: int, by: Person
) -> Round:
    if not demands:
        raise RoundIsEmpty
    if len(demands) > composing.MOST_DEMANDS:
        raise RoundIsTooLarge
    numbers = [demand.pk for demand in demands]
    # Held, so that two rounds opened at once do not both take one of them.
    list(Demand.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    if queries.demands_to_serve(office).filter(pk__in=numbers).count() != len(set(numbers)):
        raise DemandInOtherRound
    opened = Round.objects.create(office=office, name=name, fewest=fewest, most=most, load=load, opened_by=by)
    opened.demands.set(numbers)
    record_audit(
        "evaluators.round.opened", opened, by=by, on_behalf_of=office, details={"demands": sorted(set(numbers))}
    )
    return opened


@transaction.atomic
def ask_to_compose(round_: Round, *, objective: str, by: Person) -> Job:
    """In the background: many researchers for many demands take longer than a page may."""
    if round_.is_appointed:
        raise RoundIsAppointed
    arguments = {"number": round_.pk, "objective": objective, "by": by.pk}
    return start_job("evaluators.compose-round", by=by, arguments=arguments, title=_("Composing panels"))


@transaction.atomic
def compose_round(round_: Round, *, objective: str, by: Person) -> Composition:
    """Reckon the panels and keep all that went in and came out; earlier reckonings stay as they were."""
    held = hold_round(round_)
    if held.is_appointed:
        raise RoundIsAppointed
    demands = [demand for demand in queries.demands_in(held) if demand.is_in_decks(on=timezone.localdate())]
    if not demands:
        raise RoundIsEmpty
    prepared = composing.prepared(held, demands, objective=objective, on=timezone.localdate())
    outcome, bottleneck = composing.composed(prepared.inputs)
    composition = Composition.objects.create(
        round=held,
        composed_by=by,
        inputs=prepared.inputs,
        inputs_sha256=prepared.sha256,
        versions=composing.versions(),
        outcome=outcome,
        bottleneck=bottleneck,
    )
    Seat.objects.bulk_create(
        Seat(
            composition=composition,
            demand_id=demand,
            profile_id=profile,
            points=queries.points_of(score),
            reason=queries.stored_reason(prepared.scores[demand, profile]),
        )
        for demand, profile, score in outcome.get("pairs", ())
    )
    details = {"inputs": prepared.sha256, "way": objective, "found": composition.is_feasible}
    record_audit("evaluators.round.composed", composition, by=by, on_behalf_of=held.office, details=details)
    return composition


@transaction.atomic
def change_seat(seat: Seat, to: Profile, *, because: str, by: Person) -> None:
    """Put somebody else in, whatever it costs; who, why and how many points stays with the seat."""
    round_ = hold_round(seat.composition.round)
    held = Seat.objects.select_for_update(of=("self",)).select_related("composition", "demand").get(pk=seat.pk)
    if round_.is_appointed and held.state != SeatState.DECLINED:
        raise RoundIsAppointed
    option = next((one for one in queries.options_for(held) if one.profile.pk == to.pk and not one.is_busy), None)
    if option is None or not may_evaluate(held.demand, to):
        raise NotAnOption
    details = {"from": held.profile_id, "to": to.pk, "cost": option.cost}
    try:
        with transaction.atomic():
            Seat.objects.filter(pk=held.pk).update(
                profile=to,
                points=option.points,
                reason=queries.reason_of_pair(held.demand, to),
                state=SeatState.APPOINTED if round_.is_appointed else SeatState.PROPOSED,
                changed_by=by,
                changed_at=timezone.now(),
                change_reason=because,
                # What was composed is what a change is held against, also where a seat changes twice.
                change_cost=(held.change_cost or 0) + option.cost,
                answered_at=None,
            )
    except IntegrityError:
        raise NotAnOption from None
    record_audit("evaluators.seat.changed", held, by=by, on_behalf_of=round_.office, details=details)
    if round_.is_appointed:
        held.profile = to
        _ask(held)


@transaction.atomic
def appoint_round(round_: Round, *, by: Person) -> None:
    """Ask everybody in the panels, once. Nothing of them is told to anybody else before they accept."""
    held = hold_round(round_)
    composition = queries.composition_of(held)
    if held.is_appointed:
        raise RoundIsAppointed
    if composition is None or not composition.is_feasible:
        raise NothingComposed
    seats = list(queries.seats_in(composition).select_related("demand__manager", "profile__person"))
    if not all(may_evaluate(seat.demand, seat.profile) for seat in seats):
        raise PanelsAreStale
    Round.objects.filter(pk=held.pk).update(appointed_by=by, appointed_at=timezone.now())
    Seat.objects.filter(composition=composition).update(state=SeatState.APPOINTED)
    details = {"composition": composition.pk, "seats": len(seats)}
    record_audit("evaluators.round.appointed", held, by=by, on_behalf_of=held.office, details=details)
    for seat in seats:
        _ask(seat)
    for manager in {seat.demand.manager_id: seat.demand.manager for seat in seats}.values():
        send_letter(
            manager,
            kind=LETTER,
            subject=_("A panel for your demand is being asked"),
            body=_("An office has composed a panel for a demand of yours. You see who evaluates once they accept."),
            about=held,
        )


@transaction.atomic
def accept_seat(seat: Seat, *, by: Person) -> Match:
    """From now on the researcher and the manager see how to reach each other, as after any match."""
    # In the order in which answers to cards hold them: of two ways to meet, one makes the match.
    list(Demand.objects.select_for_update().filter(pk=seat.demand_id))
    # A conflict of interest or a block may be younger than the letter that asked.
    if not queries.without_conflict_for_demand(seat.demand, queries.profiles()).filter(pk=seat.profile_id).exists():
        raise SeatIsBarred
    text = shown_text(rules.SEAT_TEXT)
    held = _answer(seat, SeatState.ACCEPTED, **text.as_fields())
    match, _is_new = Match.objects.get_or_create(
        demand=held.demand, profile=held.profile, ended_at=None, defaults={"points": held.points}
    )
    record_audit("evaluators.seat.accepted", held, by=by, details={"match": match.pk})
    details = {"side": Direction.EVALUATOR.value, **text.as_details()}
    record_audit("evaluators.contacts.disclosed", match, by=by, details=details)
    _tell_of_answer(held, _("A researcher has accepted a seat in the panel for “{policy}”."))
    return match


@transaction.atomic
def decline_seat(seat: Seat, *, by: Person) -> None:
    """No reason is asked for; the office looks for somebody else."""
    held = _answer(seat, SeatState.DECLINED)
    record_audit("evaluators.seat.declined", held, by=by)
    _tell_of_answer(held, _("A researcher has declined a seat in the panel for “{policy}”. Choose somebody else."))


def _answer(seat: Seat, state: SeatState, **consent: str) -> Seat:
    asked = Seat.objects.filter(pk=seat.pk, profile=seat.profile_id, state=SeatState.APPOINTED)
    if not asked.update(state=state, answered_at=timezone.now(), **consent):
        raise AnsweredAppointment
    return Seat.objects.select_related(
        "demand__manager", "profile__person", "composition__round__appointed_by", "composition__round__office"
    ).get(pk=seat.pk)


def _ask(seat: Seat) -> None:
    send_letter(
        seat.profile.person,
        kind=LETTER,
        subject=_("You are asked to evaluate a public policy"),
        body=format_lazy(
            _(
                "You are asked to sit in the panel that evaluates “{policy}” of {body}. Look at what is asked for, and "
                "accept or decline. Until you accept, nobody is shown how to reach you."
            ),
            policy=seat.demand.policy,
            body=seat.demand.body.name,
        ),
        about=seat,
    )


def _tell_of_answer(seat: Seat, words: Sentence) -> None:
    """Whoever asked, and on a yes the manager too."""
    said = lazy(lambda: str(words).format(policy=seat.demand.policy), str)()
    asked_by = seat.composition.round.appointed_by
    others = [seat.demand.manager] if seat.state == SeatState.ACCEPTED else []
    people = {person.pk: person for person in [asked_by, *others] if person is not None}
    for person in people.values():
        send_letter(person, kind=LETTER, subject=_("An answer to a seat in a panel"), body=said, about=seat)


def may_evaluate(demand: Demand, profile: Profile) -> bool:
    """Today: open, available to decks, without conflict and block."""
    able = queries.without_conflict_for_demand(demand, queries.open_profiles())
    return demand.is_in_decks(on=timezone.localdate()) and able.filter(pk=profile.pk).exists()


def hold_round(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("office").get(pk=round_.pk)
