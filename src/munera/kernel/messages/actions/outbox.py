"""Carry letters from waiting to sent: lose none, and send none twice after a crash.

Each step is a conditional update that commits before the next begins::

    waiting ──claim──▶ claimed ──the moment before the dot──▶ handing ──250, receipt on disk──▶ sent

Killed while claimed, the server has nothing: it waits again. Killed while handing, the receipt decides: with one it is
sent, without one it is ``unsure``, because SMTP cannot be asked afterwards. An unsure delivery is not repeated by
itself; the letter lies in the inbox all the same, the operator sees the count, and may repeat it under its old
Message-ID (``outbox --resend-unsure``).
"""

import logging
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from munera.kernel.messages.actions.journal import drop_receipt, has_receipt, keep_receipt, receipts
from munera.kernel.messages.actions.post import NotTaken, PerhapsTaken, Post
from munera.kernel.messages.choices import DeliveryState
from munera.kernel.messages.models import Delivery
from munera.kernel.messages.queries import deliveries_left_behind, due_deliveries

logger = logging.getLogger(__name__)

PATIENCE = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


class ClaimLost(Exception):
    """We were thought dead, and somebody else has taken up the delivery."""


@dataclass
class Round:
    """What one round of the postman came to."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0

    def as_result(self) -> dict[str, int]:
        return asdict(self)


def deliver_letters(*, most: int = 500) -> Round:
    """Send what is due, after tidying up what a crash has left."""
    settle_receipts()
    settle_left_behind()
    result = Round()
    with Post() as post:
        for _ in range(most):
            delivery = _claim_next()
            if delivery is None:
                break
            _deliver(delivery, post, result)
    return result


def settle_receipts() -> int:
    """Mark as sent what this machine holds receipts for."""
    settled = 0
    for token in receipts():
        settled += _mark_sent(Delivery.objects.filter(token=token))
        drop_receipt(token)
    return settled


def settle_left_behind() -> None:
    """Decide about deliveries whose sender has been silent for longer than sending can take."""
    for delivery in deliveries_left_behind():
        found = Delivery.objects.filter(pk=delivery.pk, state=delivery.state, attempts=delivery.attempts)
        if delivery.state == DeliveryState.CLAIMED:
            found.update(state=DeliveryState.WAITING, next_at=timezone.now())
        elif has_receipt(delivery.token):
            _mark_sent(found)
        elif found.update(state=DeliveryState.UNSURE):
            logger.error("delivery %s: nobody can tell whether the mail server has it", delivery.pk)


def resend_unsure() -> int:
    """The operator's decision: rather twice than never. The Message-ID stays the same."""
    return Delivery.objects.filter(state=DeliveryState.UNSURE).update(
        state=DeliveryState.WAITING, next_at=timezone.now()
    )


def _claim_next() -> Delivery | None:
    """The update itself is the claim; whoever loses the race looks for the next."""
    while delivery := due_deliveries().filter(state=DeliveryState.WAITING).first():
        waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)
        if waiting.update(state=DeliveryState.CLAIMED, attempts=F("attempts") + 1, claimed_at=timezone.now()):
            return Delivery.objects.select_related("letter__person").get(pk=delivery.pk)
    return None


def _deliver(delivery: Delivery, post: Post, result: Round) -> None:
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)

    def note_the_dot() -> None:
        if not mine.filter(state=DeliveryState.CLAIMED).update(state=DeliveryState.HANDING):
            raise ClaimLost

    if not delivery.letter.person.email:
        mine.update(state=DeliveryState.FAILED)
        result.failed += 1
        return
    try:
        post.hand_over(_message(delivery), before_the_dot=note_the_dot)
    except NotTaken as refused:
        _put_back(delivery, result, for_good=refused.for_good)
    except PerhapsTaken:
        mine.update(state=DeliveryState.UNSURE)
        logger.exception("delivery %s: the line broke before the mail server's answer", delivery.pk)
        result.unsure += 1
    except ClaimLost:
        logger.warning("delivery %s: another sender has taken it up", delivery.pk)
    else:
        keep_receipt(delivery.token)
        _mark_sent(mine)
        drop_receipt(delivery.token)
        result.sent += 1


def _put_back(delivery: Delivery, result: Round, *, for_good: bool) -> None:
    """Not taken: try again later, each time after twice the wait, until it is refused for good."""
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    if for_good or delivery.attempts >= PATIENCE:
        mine.update(state=DeliveryState.FAILED)
        logger.error("delivery %s: given up after attempt %s", delivery.pk, delivery.attempts)
        result.failed += 1
        return
    wait = min(FIRST_WAIT * (1 << (delivery.attempts - 1)), LONGEST_WAIT)
    mine.update(state=DeliveryState.WAITING, next_at=timezone.now() + wait)
    result.later += 1


def _mark_sent(found: QuerySet[Delivery]) -> int:
    """Also after it was thought unsure: a receipt is a receipt."""
    unfinished = found.filter(state__in=[DeliveryState.HANDING, DeliveryState.UNSURE])
    return unfinished.update(state=DeliveryState.SENT, sent_at=timezone.now())


def _message(delivery: Delivery) -> EmailMessage:
    letter = delivery.letter
    sender = settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
    facts = {"letter": letter, "body_name": settings.MUNERA_BODY, "address": settings.MUNERA_ADDRESS}
    with translation.override(letter.language):
        text = render_to_string("messages/email.txt", facts)
    return EmailMessage(
        subject=letter.subject,
        body=text,
        from_email=sender,
        to=[str(letter.person.email)],
        headers={
            "Message-ID": f"<{delivery.token}@{domain}>",
            # RFC 3834: no automatic answer to this, please.
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
