"""Have reports made; release them after a second person's look, or send them back. ``reporting`` makes them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.jobs.actions import start_job
from munera.kernel.jobs.choices import JobState
from munera.kernel.people.models import Person
from munera.services.mentor import queries
from munera.services.mentor.actions.refusals import NoRuleHolds, NotCalibrated, NotWaiting, OwnRelease, ReleaseRuns
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.models import Release, Sitting


@transaction.atomic
def ask_for_reports(sitting: Sitting, *, by: Person) -> Release:
    """For everybody who is counted, from the standing calibration."""
    held = Sitting.objects.select_for_update(of=("self",)).select_related("examination__body").get(pk=sitting.pk)
    calibration = queries.standing_calibration(held)
    if calibration is None:
        raise NotCalibrated
    if queries.rule_of(held) is None:
        raise NoRuleHolds
    before = queries.releases_of(held).filter(state__in=[ReleaseState.MAKING, ReleaseState.ASKED]).first()
    if before:
        _end_if_lost(before)
    asked = Release.objects.create(sitting=held, calibration=calibration, asked_by=by)
    title = _("Making the reports of a sitting")
    asked.work = start_job("mentor.make-reports", by=by, arguments={"release": asked.pk}, title=title)
    Release.objects.filter(pk=asked.pk).update(work=asked.work)
    details = {"calibration": calibration.pk}
    record_audit("mentor.reports.asked", asked, by=by, on_behalf_of=held.examination.body, details=details)
    return asked


def _end_if_lost(release: Release) -> None:
    """One whose work was given up does not keep the next one out."""
    is_lost = release.work is None or release.work.state == JobState.FAILED
    if release.state != ReleaseState.MAKING or not is_lost:
        raise ReleaseRuns
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.FAILED, fault="stopped")


@transaction.atomic
def release_reports(release: Release, *, by: Person) -> None:
    """From now on each candidate finds their own. A release that stood before is replaced."""
    _see(release, by=by, state=ReleaseState.RELEASED, released_at=timezone.now())
    details = {"reports": release.numbers.get("reports", 0)}
    body = release.sitting.examination.body
    record_audit("mentor.reports.released", release, by=by, on_behalf_of=body, details=details)
    start_job("mentor.tell-candidates", by=None, arguments={"release": release.pk})


@transaction.atomic
def send_back_reports(release: Release, *, because: str, by: Person) -> None:
    """Nobody is shown them; what is wrong is mended, and they are made anew."""
    _see(release, by=by, state=ReleaseState.SENT_BACK, because=because)
    body = release.sitting.examination.body
    record_audit("mentor.reports.sent-back", release, by=by, on_behalf_of=body, details={})


def _see(release: Release, *, by: Person, state: ReleaseState, **facts: object) -> None:
    """The second look: another person's, and once."""
    Sitting.objects.select_for_update(of=("self",)).only("pk").get(pk=release.sitting_id)
    if release.asked_by_id == by.pk:
        raise OwnRelease
    now = timezone.now()
    waiting = Release.objects.filter(pk=release.pk, state=ReleaseState.ASKED)
    if state is ReleaseState.RELEASED and waiting.exists():
        standing = Release.objects.filter(sitting=release.sitting_id, state=ReleaseState.RELEASED, replaced_at=None)
        standing.update(replaced_at=now)
    if not waiting.update(state=state, seen_by=by, seen_at=now, **facts):
        raise NotWaiting
