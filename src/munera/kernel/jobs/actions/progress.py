"""What a running job reports, and how a job that was overtaken is stopped."""

from dataclasses import dataclass

from django.db.models import QuerySet

from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job


class AttemptOvertaken(Exception):
    """This attempt was thought dead and another has begun: stop, and roll back the step under way."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Handed to the work, which says how far it is.

    A report made inside a transaction commits with it. Work that does one step and reports it in the same
    transaction, and begins at ``done_before``, does each step exactly once however often it is killed::

        for number, row in enumerate(rows[progress.done_before :], start=progress.done_before + 1):
            with transaction.atomic():
                renew(row)
                progress.report(number, of=len(rows))
    """

    job: int
    attempt: int
    # Steps that earlier attempts have reported.
    done_before: int = 0

    def report(self, done: int, *, of: int | None = None) -> None:
        """Say that ``done`` steps (of so many) are done; raises ``AttemptOvertaken`` if another has the job."""
        known = {"done": done} if of is None else {"done": done, "of": of}
        if not self._own().update(**known):
            raise AttemptOvertaken

    def end(self, **facts: object) -> None:
        """Leave the state "running"; only the attempt that holds the job may."""
        if not self._own().update(worker=None, **facts):
            raise AttemptOvertaken

    def _own(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job, state=JobState.RUNNING, attempts=self.attempt)
