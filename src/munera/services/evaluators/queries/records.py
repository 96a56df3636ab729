"""What this room holds about a person, and what becomes of it.

What the other side answered to somebody's card is the other side's record, not theirs: a copy must not tell more than
the pages do.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.services.evaluators.choices import Direction
from munera.services.evaluators.models import (
    Block,
    Conflict,
    Demand,
    Experience,
    Feedback,
    Interest,
    Match,
    Profile,
    Project,
    Report,
)
from munera.services.evaluators.queries.held import office_records

ROOM: Final = "evaluators"
KEEP_YEARS: Final = 5
BECAUSE = _(
    "a public body must be able to show who asked for an evaluation and whom it chose (General Data Protection "
    "Regulation, article 5(2))"
)


def personal_records(person: Person) -> list[PersonalRecords]:
    """In panels and searches, as a researcher, and as somebody who acted for a public body."""
    return [*office_records(person), *_of_researcher(person), *_of_manager(person)]


def _of_researcher(person: Person) -> list[PersonalRecords]:
    return [
        PersonalRecords(
            room=ROOM,
            name=_("Your profile as an evaluator"),
            rows=Profile.objects.filter(person=person),
            fields=(
                "headline",
                "about",
                "degree",
                "institution_name",
                "institution_standing",
                "themes",
                "methods",
                "places",
                "available_from",
                "hours_per_week",
                "cv_url",
                "orcid",
                "is_open",
                "consented_at",
                "consent_version",
                "created_at",
            ),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Evaluations you listed"),
            rows=Experience.objects.filter(profile__person=person),
            fields=("title", "institution_name", "kind", "theme", "year", "url", "added_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Your answers to demands"),
            rows=Interest.objects.filter(decided_by=person, direction=Direction.EVALUATOR),
            fields=("demand__policy", "state", "decided_at", "points", "consent_version"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Matches, where you and a public body were both interested"),
            rows=Match.objects.filter(profile__person=person),
            fields=("demand__policy", "demand__body__name", "points", "made_at", "ended_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Projects that came of them"),
            rows=Project.objects.filter(match__profile__person=person),
            fields=("title", "state", "agreed_at", "started_on", "finished_on", "evaluation_url"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Conflicts of interest you declared"),
            rows=Conflict.objects.filter(declared_by=person),
            fields=("body__name", "kind", "declared_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Whom you blocked"),
            rows=Block.objects.filter(blocked_by=person),
            fields=("body__name", "side", "blocked_at", "lifted_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("What you reported to the moderation"),
            rows=Report.objects.filter(reported_by=person),
            fields=("reason", "words", "reported_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("What you said after a project"),
            rows=Feedback.objects.filter(given_by=person),
            fields=("project__title", "again", "words", "given_at"),
            erasure=Erasure.DELETE,
        ),
    ]


def _of_manager(person: Person) -> list[PersonalRecords]:
    return [
        PersonalRecords(
            room=ROOM,
            name=_("Demands for evaluation you wrote for a public body"),
            rows=Demand.objects.filter(manager=person),
            fields=("body__name", "policy", "question", "status", "created_at", "closed_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="created_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Answers to researchers you gave for a public body"),
            rows=Interest.objects.filter(decided_by=person, direction=Direction.BODY),
            fields=("demand__policy", "state", "decided_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="decided_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Conflicts of interest of others that concern you"),
            rows=Conflict.objects.filter(manager=person).exclude(declared_by=person),
            fields=("kind", "declared_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Institutions of researchers you checked"),
            rows=Profile.objects.filter(institution_checked_by=person).exclude(person=person),
            fields=("institution_name", "changed_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="changed_at",
        ),
    ]
