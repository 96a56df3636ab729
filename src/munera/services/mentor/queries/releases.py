"""Reports of sittings in preparation and released, and what the second person looks at."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from munera.engines.psychometrics.explanation import Reason, Statement, Withheld
from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import organisations_acted_for
from munera.kernel.people.models import Person
from munera.services.mentor import rules
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.models import Claim, Release, Report, Sitting
from munera.services.mentor.queries.reports import OwnReport, open_explanation, rule_told_in, subjects_of


def offices_headed_by(person: Person) -> QuerySet[Organisation]:
    """The examining bodies whose reports the person looks at before they are released."""
    return organisations_acted_for(person, role=rules.HEAD.code, on=timezone.localdate())


def releases_of(sitting: Sitting) -> QuerySet[Release]:
    """The latest first."""
    found = Release.objects.filter(sitting=sitting).select_related("work", "asked_by", "seen_by")
    return found.order_by("-asked_at", "-pk")


def releases_to_look_at(person: Person) -> QuerySet[Release]:
    """Of every body that the person heads: the latest first."""
    found = Release.objects.filter(sitting__examination__body__in=offices_headed_by(person))
    return found.select_related(
        "sitting__examination__body", "sitting__blueprint", "calibration", "asked_by", "seen_by", "work"
    ).order_by("-asked_at", "-pk")


def people_who_claimed(sitting: Sitting) -> list[Person]:
    """In the order in which they did."""
    claims = Claim.objects.filter(attempt__sitting=sitting).select_related("person").order_by("pk")
    return [claim.person for claim in claims]


def attempts_told_in(release: Release, attempts: Sequence[int]) -> set[int]:
    """Which of these attempts have their report already."""
    return set(Report.objects.filter(release=release, attempt__in=attempts).values_list("attempt_id", flat=True))


def reports_kept_of(release: Release) -> int:
    return Report.objects.filter(release=release).count()


def waiting_releases(person: Person) -> int:
    return releases_to_look_at(person).filter(state=ReleaseState.ASKED).count()


def samples_of(release: Release) -> list[OwnReport]:
    """Some reports as their candidates will read them, from far below the mark to far above; none names anybody."""
    chosen = release.numbers.get("sample", [])
    reports = Report.objects.filter(release=release).select_related("attempt__form").in_bulk(chosen)
    subjects = subjects_of(release.sitting.blueprint)
    topics = {topic.key: topic for subject in subjects for topic in subject.topics.all()}
    opened = {pk: open_explanation(report) for pk, report in reports.items()}
    return [
        OwnReport(
            attempt=reports[pk].attempt,
            explanation=opened[pk],
            topics=topics,
            subjects={subject.code: subject for subject in subjects},
            released_at=release.asked_at,
            rule=rule_told_in(opened[pk], release.sitting),
            learned=release.learned,
        )
        for pk in chosen
        if pk in opened
    ]


def withheld_in(release: Release) -> list[tuple[Withheld, int]]:
    """What is not said, why, and in how many reports; the most frequent first."""
    counted = release.numbers.get("withheld", {})
    told = [
        (Withheld(Statement(statement), Reason(reason)), count)
        for (statement, _stroke, reason), count in ((key.partition("|"), count) for key, count in counted.items())
    ]
    return sorted(told, key=lambda each: -each[1])
