"""What this room holds about a person, and what becomes of it.

What the other side answered to somebody's card is the other side's record, not theirs: a copy must not tell more than
the pages do.
"""

from django.utils.translation import gettext_lazy as _

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
from munera.services.evaluators.queries.held import RECORDS, office_records

BECAUSE = _(
    "a public body must be able to show who asked for an evaluation and whom it chose (General Data Protection "
    "Regulation, article 5(2))"
)


def personal_records(person: Person) -> list[PersonalRecords]:
    """In panels and searches, as a researcher, and as somebody who acted for a public body."""
    return [*office_records(person), *_of_researcher(person), *_of_manager(person)]


def _of_researcher(person: Person) -> list[PersonalRecords]:
    return [
        RECORDS.deleted(
            _("Your profile as an evaluator"),
            Profile.objects.filter(person=person),
            (
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
        ),
        RECORDS.deleted(
            _("Evaluations you listed"),
            Experience.objects.filter(profile__person=person),
            ("title", "institution_name", "kind", "theme", "year", "url", "added_at"),
        ),
        RECORDS.deleted(
            _("Your answers to demands"),
            Interest.objects.filter(decided_by=person, direction=Direction.EVALUATOR),
            ("demand__policy", "state", "decided_at", "points", "consent_version"),
        ),
        RECORDS.deleted(
            _("Matches, where you and a public body were both interested"),
            Match.objects.filter(profile__person=person),
            ("demand__policy", "demand__body__name", "points", "made_at", "ended_at"),
        ),
        RECORDS.deleted(
            _("Projects that came of them"),
            Project.objects.filter(match__profile__person=person),
            ("title", "state", "agreed_at", "started_on", "finished_on", "evaluation_url"),
        ),
        RECORDS.deleted(
            _("Conflicts of interest you declared"),
            Conflict.objects.filter(declared_by=person),
            ("body__name", "kind", "declared_at"),
        ),
        RECORDS.deleted(
            _("Whom you blocked"),
            Block.objects.filter(blocked_by=person),
            ("body__name", "side", "blocked_at", "lifted_at"),
        ),
        RECORDS.deleted(
            _("What you reported to the moderation"),
            Report.objects.filter(reported_by=person),
            ("reason", "words", "reported_at"),
        ),
        RECORDS.deleted(
            _("What you said after a project"),
            Feedback.objects.filter(given_by=person),
            ("project__title", "again", "words", "given_at"),
        ),
    ]


def _of_manager(person: Person) -> list[PersonalRecords]:
    return [
        RECORDS.kept(
            _("Demands for evaluation you wrote for a public body"),
            Demand.objects.filter(manager=person),
            ("body__name", "policy", "question", "status", "created_at", "closed_at"),
            since="created_at",
            because=BECAUSE,
        ),
        RECORDS.kept(
            _("Answers to researchers you gave for a public body"),
            Interest.objects.filter(decided_by=person, direction=Direction.BODY),
            ("demand__policy", "state", "decided_at"),
            since="decided_at",
            because=BECAUSE,
        ),
        RECORDS.deleted(
            _("Conflicts of interest of others that concern you"),
            Conflict.objects.filter(manager=person).exclude(declared_by=person),
            ("kind", "declared_at"),
        ),
        RECORDS.kept(
            _("Institutions of researchers you checked"),
            Profile.objects.filter(institution_checked_by=person).exclude(person=person),
            ("institution_name", "changed_at"),
            since="changed_at",
            because=BECAUSE,
        ),
    ]
