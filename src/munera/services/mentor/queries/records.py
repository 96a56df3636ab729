"""What this room holds about a person, and what becomes of it.

Of a candidate, only what they have claimed: to whom else an attempt belongs, nobody here can tell.
"""

from django.utils.translation import gettext_lazy as _

from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords, RoomRecords
from munera.services.mentor.models import (
    AuditedGroups,
    Blueprint,
    Calibration,
    Claim,
    Examination,
    OptIn,
    Recognition,
    Release,
    Report,
    ResultFile,
    Sitting,
)

RECORDS = RoomRecords(
    "mentor",
    keep_years=5,
    because=_(
        "an examining body must be able to show who decided about marks and why (General Data Protection Regulation, "
        "article 5(2))"
    ),
)


def personal_records(person: Person) -> list[PersonalRecords]:
    """As a candidate, then as somebody who worked for an examining body."""
    return [*_of_candidate(person), *_of_clerk(person), *_of_head(person)]


def _of_candidate(person: Person) -> list[PersonalRecords]:
    """Forgotten, the candidate's tie to the attempt is cut: the body's list of marks stays, and is nobody's."""
    claimed = Claim.objects.filter(person=person)
    return [
        RECORDS.deleted(
            _("Your wish to be told about your examinations"),
            OptIn.objects.filter(person=person),
            ("text_version", "text_digest", "language", "given_at", "withdrawn_at"),
        ),
        RECORDS.deleted(
            _("Examinations you sat and claimed"),
            claimed,
            (
                "attempt__sitting__examination__names",
                "attempt__sitting__held_on",
                "attempt__subject_points",
                "attempt__total",
                "attempt__passed",
                "claimed_at",
            ),
        ),
        RECORDS.deleted(
            _("Reports about examinations you sat"),
            Report.objects.filter(attempt__claim__person=person),
            ("release__released_at", "version", "sha256"),
        ),
        RECORDS.deleted(
            _("By what an examining body knows you again when you sit twice"),
            Recognition.objects.filter(attempt__claim__person=person),
            ("attempt__sitting__examination__names", "attempt__sitting__held_on"),
        ),
        RECORDS.deleted(
            _("By what the fairness of examinations you sat is audited"),
            AuditedGroups.objects.filter(digest__in=claimed.exclude(audited="").values("audited")),
            ("gender", "age_band", "region"),
        ),
    ]


def _of_clerk(person: Person) -> list[PersonalRecords]:
    return [
        RECORDS.kept(
            _("Examinations you set up"),
            Examination.objects.filter(created_by=person),
            ("names", "created_at"),
            since="created_at",
        ),
        RECORDS.kept(
            _("Blueprints you published"),
            Blueprint.objects.filter(published_by=person),
            ("examination__names", "version", "published_at"),
            since="published_at",
        ),
        RECORDS.kept(
            _("Sittings you entered"),
            Sitting.objects.filter(created_by=person),
            ("examination__names", "held_on", "created_at"),
            since="created_at",
        ),
        RECORDS.kept(
            _("Files of results you uploaded"),
            ResultFile.objects.filter(by=person),
            ("form__sitting__examination__names", "received_at", "name", "size", "sha256", "state"),
            since="received_at",
        ),
        RECORDS.kept(
            _("Calibrations you started"),
            Calibration.objects.filter(started_by=person),
            ("sitting__examination__names", "sitting__held_on", "started_at", "state"),
            since="started_at",
        ),
        RECORDS.kept(
            _("Releases of reports you asked for"),
            Release.objects.filter(asked_by=person),
            ("sitting__examination__names", "sitting__held_on", "asked_at", "state"),
            since="asked_at",
        ),
    ]


def _of_head(person: Person) -> list[PersonalRecords]:
    return [
        RECORDS.kept(
            _("Releases of reports you looked at"),
            Release.objects.filter(seen_by=person),
            ("sitting__examination__names", "sitting__held_on", "seen_at", "because", "state"),
            since="seen_at",
        ),
    ]
