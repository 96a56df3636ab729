"""Saved searches, the letter about what is new in them, and invitations to look at a card."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from munera.kernel.audit.actions import record_audit
from munera.kernel.messages.actions import send_letter
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.evaluators import queries
from munera.services.evaluators.choices import Direction
from munera.services.evaluators.models import Demand, Invitation, Profile, SavedSearch, Told

NEWS, INVITATION = "evaluators.news", "evaluators.invitation"
MOST_SEARCHES = 20
# To one demand; whoever needs more should let the deck do its work.
MOST_INVITATIONS = 30


class SearchNameTaken(Refusal):
    title = _("You have such a search already")
    sentence: Sentence = _("You have saved a search under this name already. Choose another name.")


class TooManySearches(Refusal):
    title = _("You have many searches already")
    sentence: Sentence = _("You have saved twenty searches. Remove one that you no longer need.")


class InvitedAlready(Refusal):
    title = _("This researcher is invited already")
    sentence: Sentence = _("This researcher was invited to this demand already. A second letter would not help.")


class CannotInvite(Refusal):
    title = _("This researcher cannot be invited")
    sentence: Sentence = _("The demand takes no answers now, or this researcher may not evaluate it.")


class TooManyInvitations(Refusal):
    status: ClassVar[int] = 429
    title = _("You have invited many already")
    sentence: Sentence = _("Thirty researchers were invited to look at this demand. Wait for what they say.")


@dataclass(frozen=True, slots=True)
class Sought:
    """Codes of what is looked for; an empty list lets everything through."""

    themes: Sequence[str] = ()
    kinds: Sequence[str] = ()
    methods: Sequence[str] = ()
    places: Sequence[str] = ()

    def as_fields(self) -> dict[str, list[str]]:
        return {name: list(codes) for name, codes in asdict(self).items()}


@transaction.atomic
def save_search(person: Person, sought: Sought, *, side: Direction, name: str, by: Person) -> SavedSearch:
    """What lies in the decks today is there to be looked at; letters tell of what comes after."""
    if SavedSearch.objects.filter(person=person).count() >= MOST_SEARCHES:
        raise TooManySearches
    try:
        with transaction.atomic():
            search = SavedSearch.objects.create(person=person, side=side, name=name, **sought.as_fields())
    except IntegrityError:
        raise SearchNameTaken from None
    record_audit("evaluators.search.saved", search, by=by)
    return search


@transaction.atomic
def remove_search(search: SavedSearch, *, by: Person) -> None:
    record_audit("evaluators.search.removed", search, by=by)
    search.delete()


def tell_of_news() -> int:
    """One letter to each person about all that is new in their searches; run again, it finds nothing."""
    return sum(_tell(person) for person in queries.people_with_searches())


@transaction.atomic
def _tell(person: Person) -> bool:
    # Held, so that of two workers the second finds what the first has told.
    list(SavedSearch.objects.select_for_update().filter(person=person).order_by("pk"))
    lines: list[tuple[str, int]] = []
    for search in queries.searches_of(person):
        numbers = queries.news_for(search)
        of = "demand_id" if search.side == Direction.EVALUATOR else "profile_id"
        Told.objects.bulk_create(Told(search=search, **{of: number}) for number in numbers)
        if numbers:
            lines.append((search.name, len(numbers)))
    if not lines:
        return False
    send_letter(person, kind=NEWS, subject=_("New cards in your searches"), body=_news(lines))
    return True


def _news(lines: Sequence[tuple[str, int]]) -> Sentence:
    def said() -> str:
        told = [
            ngettext("“{name}”: {count} new card", "“{name}”: {count} new cards", count).format(name=name, count=count)
            for name, count in lines
        ]
        return "\n".join([str(_("Your saved searches found something new:")), "", *told])

    said_in_their_language: Sentence = lazy(said, str)()
    return said_in_their_language


@transaction.atomic
def invite(demand: Demand, profile: Profile, *, by: Person) -> Invitation:
    """A letter with the name of the policy and nothing else. It is no interest, and asks for none in return.

    Whether the researcher has answered the card makes no difference to anything that happens here.
    """
    held = Demand.objects.select_for_update(of=("self",)).select_related("body").get(pk=demand.pk)
    if not queries.may_be_invited(held).filter(pk=profile.pk).exists():
        raise CannotInvite
    if Invitation.objects.filter(demand=held).count() >= MOST_INVITATIONS:
        raise TooManyInvitations
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(demand=held, profile=profile, invited_by=by)
    except IntegrityError:
        raise InvitedAlready from None
    record_audit("evaluators.invitation.sent", invitation, by=by, on_behalf_of=held.body)
    send_letter(
        profile.person,
        kind=INVITATION,
        subject=_("You are invited to look at a demand"),
        body=format_lazy(
            _(
                "{body} invites you to look at its demand “{policy}”. "
                "It lies in your deck as long as you have not answered."
            ),
            body=held.body.name,
            policy=held.policy,
        ),
        about=held,
    )
    return invitation
