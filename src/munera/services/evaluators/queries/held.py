"""What panels, searches, invitations and the moderation hold about a person."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.services.evaluators.choices import SeatState
from munera.services.evaluators.models import Composition, Invitation, Round, Ruling, SavedSearch, Seat, Told

ROOM: Final = "evaluators"
KEEP_YEARS: Final = 5
BECAUSE: Final = _(
    "a public office must be able to show who decided and why (General Data Protection Regulation, article 5(2))"
)


def office_records(person: Person) -> list[PersonalRecords]:
    """As somebody who searches or is asked to sit in a panel, then as somebody who decides for an office."""
    return [*_of_searcher(person), *_of_office(person)]


def _of_searcher(person: Person) -> list[PersonalRecords]:
    return [
        PersonalRecords(
            room=ROOM,
            name=_("Cards that your saved searches have told you of"),
            rows=Told.objects.filter(search__person=person),
            fields=("search__name", "told_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Searches you saved"),
            rows=SavedSearch.objects.filter(person=person),
            fields=("side", "name", "themes", "kinds", "methods", "places", "saved_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Seats in panels that you were asked to take"),
            # What is only proposed is the office's draft, and may never come to anything.
            rows=Seat.objects.filter(profile__person=person).exclude(state=SeatState.PROPOSED),
            fields=("demand__policy", "points", "state", "answered_at", "consent_version"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Demands you were invited to look at"),
            rows=Invitation.objects.filter(profile__person=person),
            fields=("demand__policy", "invited_at"),
            erasure=Erasure.DELETE,
        ),
    ]


def _of_office(person: Person) -> list[PersonalRecords]:
    return [
        PersonalRecords(
            room=ROOM,
            name=_("Rounds of panels you opened"),
            rows=Round.objects.filter(opened_by=person),
            fields=("name", "opened_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="opened_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Rounds of panels you appointed"),
            rows=Round.objects.filter(appointed_by=person),
            fields=("name", "appointed_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="appointed_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Panels you composed"),
            rows=Composition.objects.filter(composed_by=person),
            fields=("round__name", "composed_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="composed_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Seats in panels you gave to somebody else"),
            rows=Seat.objects.filter(changed_by=person),
            fields=("demand__policy", "change_reason", "changed_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="changed_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Researchers you invited for a public body"),
            rows=Invitation.objects.filter(invited_by=person),
            fields=("demand__policy", "invited_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="invited_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Decisions of the moderation you took"),
            rows=Ruling.objects.filter(ruled_by=person),
            fields=("verdict", "because", "ruled_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="ruled_at",
        ),
    ]
