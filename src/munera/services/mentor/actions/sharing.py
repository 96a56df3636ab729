"""A candidate takes a report along. Whom they show it to is theirs to decide: nobody else can fetch it here."""

from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person
from munera.services.mentor.models import Attempt


def take_report_along(attempt: Attempt, *, form: str, by: Person) -> None:
    """Note that the report was handed out as a file, so that its person sees whether somebody else did so."""
    record_audit("mentor.report.taken-along", attempt.claim, by=by, details={"form": form})
