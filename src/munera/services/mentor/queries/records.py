"""What this room holds about a person, and what becomes of it.

Of a candidate, only what they have claimed: to whom else an attempt belongs, nobody here can tell.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
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

ROOM: Final = "mentor"
KEEP_YEARS: Final = 5
BECAUSE = _(
    "an examining body must be able to show who decided about marks and why (General Data Protection Regulation, "
    "article 5(2))"
)


def personal_records(person: Person) -> list[PersonalRecords]:
    """As a candidate, then as somebody who worked for an examining body."""
    return [*_of_candidate(person), *_of_clerk(person), *_of_head(person)]


def _of_candidate(person: Person) -> list[PersonalRecords]:
    """Forgotten, the candidate's tie to the attempt is cut: the body's list of marks stays, and is nobody's."""
    claimed = Claim.objects.filter(person=person)
    return [
        PersonalRecords(
            room=ROOM,
            name=_("Your wish to be told about your examinations"),
            rows=OptIn.objects.filter(person=person),
            fields=("text_version", "text_digest", "language", "given_at", "withdrawn_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Examinations you sat and claimed"),
            rows=claimed,
            fields=(
                "attempt__sitting__examination__names",
                "attempt__sitting__held_on",
                "attempt__subject_points",
                "attempt__total",
                "attempt__passed",
                "claimed_at",
            ),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Reports about examinations you sat"),
            rows=Report.objects.filter(attempt__claim__person=person),
            fields=("release__released_at", "version", "sha256"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("By what an examining body knows you again when you sit twice"),
            rows=Recognition.objects.filter(attempt__claim__person=person),
            fields=("attempt__sitting__examination__names", "attempt__sitting__held_on"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room=ROOM,
            name=_("By what the fairness of examinations you sat is audited"),
            rows=AuditedGroups.objects.filter(digest__in=claimed.exclude(audited="").values("audited")),
            fields=("gender", "age_band", "region"),
            erasure=Erasure.DELETE,
        ),
    ]


def _of_clerk(person: Person) -> list[PersonalRecords]:
    return [
        PersonalRecords(
            room=ROOM,
            name=_("Examinations you set up"),
            rows=Examination.objects.filter(created_by=person),
            fields=("names", "created_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="created_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Blueprints you published"),
            rows=Blueprint.objects.filter(published_by=person),
            fields=("examination__names", "version", "published_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="published_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Sittings you entered"),
            rows=Sitting.objects.filter(created_by=person),
            fields=("examination__names", "held_on", "created_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="created_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Files of results you uploaded"),
            rows=ResultFile.objects.filter(by=person),
            fields=("form__sitting__examination__names", "received_at", "name", "size", "sha256", "state"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="received_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Calibrations you started"),
            rows=Calibration.objects.filter(started_by=person),
            fields=("sitting__examination__names", "sitting__held_on", "started_at", "state"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="started_at",
        ),
        PersonalRecords(
            room=ROOM,
            name=_("Releases of reports you asked for"),
            rows=Release.objects.filter(asked_by=person),
            fields=("sitting__examination__names", "sitting__held_on", "asked_at", "state"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="asked_at",
        ),
    ]


def _of_head(person: Person) -> list[PersonalRecords]:
    return [
        PersonalRecords(
            room=ROOM,
            name=_("Releases of reports you looked at"),
            rows=Release.objects.filter(seen_by=person),
            fields=("sitting__examination__names", "sitting__held_on", "seen_at", "because", "state"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="seen_at",
        ),
    ]
