"""Ask an organisation to check a skill, and answer: the person asks first, so that nobody is judged unasked."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.messages.actions import send_letter
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.skills.actions.evidence import MayNotCheck, check_skill
from munera.kernel.skills.choices import CheckAnswer
from munera.kernel.skills.models import CheckRequest, Evidence
from munera.kernel.skills.queries.checks import organisations_that_check
from munera.kernel.skills.rules import may_check

LETTER = "skills.check"


class NobodyChecksThere(Refusal):
    title = _("Nobody there checks skills")
    sentence: Sentence = _("This organisation has no assessor of skills at present. Choose another one.")


class CheckIsAnswered(Refusal):
    title = _("This request has an answer already")
    sentence: Sentence = _("Somebody has answered this request, or the person has taken it back.")


@transaction.atomic
def ask_for_check(declared: Evidence, organisation: Organisation, *, remark: str = "", by: Person) -> CheckRequest:
    """The same request, sent twice, is there once."""
    if not organisations_that_check(on=timezone.localdate()).filter(pk=organisation.pk).exists():
        raise NobodyChecksThere
    open_one = {"person": declared.person, "skill": declared.skill, "organisation": organisation, "answered_at": None}
    try:
        with transaction.atomic():
            asked, is_new = CheckRequest.objects.get_or_create(
                **open_one, defaults={"level": declared.level, "remark": remark}
            )
    except IntegrityError:
        return CheckRequest.objects.get(**open_one)
    if is_new:
        record_audit("skills.check.asked", asked, by=by, details={"organisation": organisation.pk})
    return asked


@transaction.atomic
def confirm_check(asked: CheckRequest, *, level: int | None, valid_until: date | None, by: Person) -> Evidence:
    """The assessor has seen it: from now on the skill counts as checked."""
    _answer(asked, CheckAnswer.CONFIRMED, by=by)
    evidence = check_skill(
        asked.person,
        asked.skill.uri,
        level=level,
        organisation=asked.organisation,
        valid_until=valid_until,
        by=by,
    )
    send_letter(
        asked.person,
        kind=LETTER,
        subject=_("A skill of yours was checked"),
        body=_("What you asked to have checked was confirmed. You find it under “My skills”."),
        about=asked,
    )
    return evidence


@transaction.atomic
def decline_check(asked: CheckRequest, *, because: str, by: Person) -> None:
    """What the person says of themselves stays as it is; the reason is theirs to read."""
    _answer(asked, CheckAnswer.DECLINED, because=because, by=by)
    send_letter(
        asked.person,
        kind=LETTER,
        subject=_("A check was not confirmed"),
        body=_("What you asked to have checked was not confirmed. You find the reason under “My skills”."),
        about=asked,
    )


@transaction.atomic
def take_back_request(asked: CheckRequest, *, by: Person) -> None:
    _end(asked, CheckAnswer.TAKEN_BACK, because="", by=by)


def _answer(asked: CheckRequest, answer: CheckAnswer, *, because: str = "", by: Person) -> None:
    if not may_check(by, asked.organisation, of=asked.person):
        raise MayNotCheck
    _end(asked, answer, because=because, by=by)


def _end(asked: CheckRequest, answer: CheckAnswer, *, because: str, by: Person) -> None:
    """The update is the guard: of two answers at once, one counts."""
    ended = CheckRequest.objects.filter(pk=asked.pk, answered_at=None).update(
        answered_at=timezone.now(), answer=answer, because=because, answered_by=by
    )
    if not ended:
        raise CheckIsAnswered
    record_audit(
        "skills.check.answered", asked, by=by, on_behalf_of=asked.organisation, details={"answer": answer.value}
    )
