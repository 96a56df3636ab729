"""What panels, searches, invitations and the moderation hold about a person."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords, RoomRecords
from munera.services.evaluators.choices import SeatState
from munera.services.evaluators.models import Composition, Invitation, Round, Ruling, SavedSearch, Seat, Told

RECORDS = RoomRecords("evaluators", keep_years=5)
BECAUSE: Final = _(
    "a public office must be able to show who decided and why (General Data Protection Regulation, article 5(2))"
)


def office_records(person: Person) -> list[PersonalRecords]:
    """As somebody who searches or is asked to sit in a panel, then as somebody who decides for an office."""
    return [*_of_searcher(person), *_of_office(person)]


def _of_searcher(person: Person) -> list[PersonalRecords]:
    return [
        RECORDS.deleted(
            _("Cards that your saved searches have told you of"),
            Told.objects.filter(search__person=person),
            ("search__name", "told_at"),
        ),
        RECORDS.deleted(
            _("Searches you saved"),
            SavedSearch.objects.filter(person=person),
            ("side", "name", "themes", "kinds", "methods", "places", "saved_at"),
        ),
        # What is only proposed is the office's draft, and may never come to anything.
        RECORDS.deleted(
            _("Seats in panels that you were asked to take"),
            Seat.objects.filter(profile__person=person).exclude(state=SeatState.PROPOSED),
            ("demand__policy", "points", "state", "answered_at", "consent_version"),
        ),
        RECORDS.deleted(
            _("Demands you were invited to look at"),
            Invitation.objects.filter(profile__person=person),
            ("demand__policy", "invited_at"),
        ),
    ]


def _of_office(person: Person) -> list[PersonalRecords]:
    return [
        RECORDS.kept(
            _("Rounds of panels you opened"),
            Round.objects.filter(opened_by=person),
            ("name", "opened_at"),
            since="opened_at",
            because=BECAUSE,
        ),
        RECORDS.kept(
            _("Rounds of panels you appointed"),
            Round.objects.filter(appointed_by=person),
            ("name", "appointed_at"),
            since="appointed_at",
            because=BECAUSE,
        ),
        RECORDS.kept(
            _("Panels you composed"),
            Composition.objects.filter(composed_by=person),
            ("round__name", "composed_at"),
            since="composed_at",
            because=BECAUSE,
        ),
        RECORDS.kept(
            _("Seats in panels you gave to somebody else"),
            Seat.objects.filter(changed_by=person),
            ("demand__policy", "change_reason", "changed_at"),
            since="changed_at",
            because=BECAUSE,
        ),
        RECORDS.kept(
            _("Researchers you invited for a public body"),
            Invitation.objects.filter(invited_by=person),
            ("demand__policy", "invited_at"),
            since="invited_at",
            because=BECAUSE,
        ),
        RECORDS.kept(
            _("Decisions of the moderation you took"),
            Ruling.objects.filter(ruled_by=person),
            ("verdict", "because", "ruled_at"),
            since="ruled_at",
            because=BECAUSE,
        ),
    ]
