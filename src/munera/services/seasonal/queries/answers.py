"""The answer to an operation, in the words and the language of who reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from munera.services.seasonal.choices import OperationKind, Outcome
from munera.services.seasonal.models import Receipt
from munera.services.seasonal.queries.deadlines import deadlines_of, today_of
from munera.services.seasonal.queries.levy import in_reader_language, open_days


@dataclass(frozen=True, slots=True)
class WorkerTold:
    """What became of one worker. ``sentence`` says why, where something was refused."""

    worker: int
    outcome: Outcome
    sentence: str

    @property
    def stands(self) -> bool:
        """Whether what was asked for is so now."""
        return self.outcome in (Outcome.OK, Outcome.DUPLICATE)


def answers_of(receipt: Receipt) -> list[WorkerTold]:
    """One for each worker asked for, from what was kept when it was answered."""
    return [
        WorkerTold(answer["worker"], Outcome(answer["outcome"]), sentence_of_answer(receipt, answer))
        for answer in receipt.answers
    ]


def sentence_of_receipt(receipt: Receipt) -> str:
    """Why the operation as a whole was not simply done; empty where it was."""
    return sentence_among(answers_of(receipt), receipt)


def sentence_among(told: Iterable[WorkerTold], receipt: Receipt) -> str:
    """The same, where the answers are at hand."""
    return next((one.sentence for one in told if one.outcome == receipt.outcome), "")


def sentence_of_answer(receipt: Receipt, answer: Mapping[str, Any]) -> str:
    """Why one worker was answered so; empty where it was simply done."""
    if "sentences" in answer:
        return in_reader_language(answer["sentences"])
    match Outcome(answer["outcome"]):
        case Outcome.OK | Outcome.LIMIT:
            return ""
        case Outcome.DUPLICATE:
            return _("Was registered already.") if _registers(receipt) else _("Was taken off this day already.")
        case Outcome.LATE:
            return _late(receipt)
        case Outcome.CLOSED:
            return _("The month is closed. A correction of the month can count this day in or strike it off.")
        case Outcome.INVALID:
            return _invalid(receipt, str(answer.get("rule", "")))


def _late(receipt: Receipt) -> str:
    until = deadlines_of(receipt.employer, receipt.on, receipt.shift)
    moments = {
        "received": date_format(timezone.localtime(receipt.received_at), "DATETIME_FORMAT"),
        "until": date_format(
            timezone.localtime(until.register_until if _registers(receipt) else until.cancel_until), "DATETIME_FORMAT"
        ),
    }
    if _registers(receipt):
        return _("Received %(received)s, but only until %(until)s can this day be registered. It is not.") % moments
    return _("Received %(received)s, but only until %(until)s could this day be cancelled. It stays.") % moments


def _invalid(receipt: Receipt, rule: str) -> str:
    if rule == "ahead":
        days = open_days(receipt.employer, today=today_of(receipt.employer, at=receipt.received_at))
        return _("This day lies too far ahead. Days up to %(day)s can be registered now.") % {
            "day": date_format(days.last, "DATE_FORMAT")
        }
    if rule == "began":
        return _("The engagement would begin only after this day. Choose another first day.")
    if rule == "not-registered":
        return _("Is not registered for this day.")
    return _("The rules for this day, shift or kind of work are not known. Nobody was registered or taken off.")


def _registers(receipt: Receipt) -> bool:
    return receipt.kind == OperationKind.REGISTER
