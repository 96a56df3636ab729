"""Ask for work in the background: a calibration. ``calibrating`` does it, and is imported by ``tasks`` alone."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.jobs.actions import start_job
from munera.kernel.jobs.choices import JobState
from munera.kernel.people.models import Person
from munera.services.mentor import queries
from munera.services.mentor.actions.refusals import CalibrationRuns, NobodyAnswered
from munera.services.mentor.choices import CurveModel, RunState
from munera.services.mentor.models import Calibration, Sitting


@transaction.atomic
def ask_to_calibrate(sitting: Sitting, *, model: CurveModel, by: Person) -> Calibration:
    """Anchored on the sitting before it that asked some of the same questions, so that both lie on one scale."""
    held = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if not queries.standing_of(held).counted:
        raise NobodyAnswered
    under_way = queries.calibrations_of(held).filter(state__in=[RunState.WAITING, RunState.RUNNING]).first()
    if under_way:
        _end_if_lost(under_way)
    asked = Calibration.objects.create(
        sitting=held, model=model, anchored_on=queries.anchor_for(held, model=model), started_by=by
    )
    title = _("Calibrating the questions of a sitting")
    asked.work = start_job("mentor.calibrate", by=by, arguments={"calibration": asked.pk}, title=title)
    Calibration.objects.filter(pk=asked.pk).update(work=asked.work)
    details = {"model": model.value, "anchored_on": asked.anchored_on_id}
    body = sitting.examination.body
    record_audit("mentor.calibration.started", asked, by=by, on_behalf_of=body, details=details)
    return asked


def _end_if_lost(calibration: Calibration) -> None:
    """One whose work was given up does not keep the next one out."""
    if calibration.work is None or calibration.work.state == JobState.FAILED:
        lost = {"state": RunState.FAILED, "fault": "stopped", "ended_at": timezone.now()}
        Calibration.objects.filter(pk=calibration.pk).update(**lost)
        return
    raise CalibrationRuns
