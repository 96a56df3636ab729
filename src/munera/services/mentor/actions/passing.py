"""A pass becomes a credential of the examining body, and the skills that it proves become verified."""

from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.actions import Award, issue_credentials, open_batch
from munera.kernel.credentials.models import Credential
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.mentor import queries
from munera.services.mentor.models import Attempt


class NothingToCertify(Refusal):
    title = _("There is no credential for this")
    sentence: Sentence = _(
        "This examining body issues no credential for this examination here, or the result is not released. "
        "Its own certificate on paper holds all the same."
    )


class CertifiedToAnother(Refusal):
    status: ClassVar[int] = 409
    title = _("A credential was issued already")
    sentence: Sentence = _(
        "A credential for this attempt lies in another wallet. Ask the examining body to look into it."
    )


@transaction.atomic
def take_credential(attempt: Attempt, *, by: Person) -> Credential:
    """Certify the person who claimed the attempt, once: asked for again, the same credential is given.

    The credential says what was achieved and nothing of marks: whoever is shown it learns no more than that.
    """
    achievement = attempt.sitting.examination.achievement
    report = queries.report_of(attempt)
    if achievement is None or report is None or not (attempt.passed and report.passed):
        raise NothingToCertify
    batch = open_batch(achievement, reference=queries.batch_reference(attempt.sitting), by=None)
    row = queries.batch_row(attempt)
    if issue_credentials([Award(by, row=row)], batch=batch, by=None).issued:
        record_audit("mentor.pass.certified", attempt.claim, by=by, on_behalf_of=achievement.issuer.organisation)
    credential = queries.credential_of(attempt, by)
    if credential is None:
        raise CertifiedToAnother
    return credential
