"""Letters on their way to a mail server that takes them, refuses them, or goes away."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from munera.kernel.messages.actions import send_letter
from munera.kernel.messages.actions.journal import has_receipt, keep_receipt
from munera.kernel.messages.actions.outbox import Round, deliver_letters, resend_unsure
from munera.kernel.messages.choices import DeliveryState
from munera.kernel.messages.models import Delivery
from munera.kernel.messages.queries import CLAIM, due_deliveries, outbox_counts
from tests.factories.access import person
from tests.factories.messages import letter
from tests.mail_server import MailServer, running_mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings: Settings, tmp_path: Path) -> Iterator[MailServer]:
    with running_mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.MUNERA_JOURNAL = tmp_path / "journal"
        yield server


def only_delivery() -> Delivery:
    return Delivery.objects.get()


def test_a_letter_arrives_as_it_was_written(mail_server: MailServer) -> None:
    somebody = person()
    written = send_letter(somebody, kind="jobs.failed", subject="Šabac\n soon", body=".a dot\nŽ and 한")
    assert deliver_letters() == Round(sent=1)
    [message] = mail_server.accepted
    text = message.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert text.startswith(".a dot\nŽ and 한\n")
    assert message["To"] == somebody.email
    assert message["Content-Language"] == "en"
    assert message["Auto-Submitted"] == "auto-generated"
    assert written.subject == "Šabac soon"
    delivery = only_delivery()
    assert mail_server.message_ids == [f"<{delivery.token}@demo.example>"]
    assert delivery.state == DeliveryState.SENT
    assert not has_receipt(delivery.token)


def test_many_letters_go_over_one_line_and_each_goes_once(mail_server: MailServer) -> None:
    connections: list[str] = []
    mail_server.on = lambda step: connections.append(step) if step == "connected" else None
    for _ in range(3):
        letter(person())
    assert deliver_letters() == Round(sent=3)
    assert deliver_letters() == Round()
    assert len(set(mail_server.message_ids)) == len(mail_server.accepted) == 3
    assert connections == ["connected"]


def test_a_server_that_is_away_is_asked_again_after_growing_waits(mail_server: MailServer) -> None:
    letter(person())
    mail_server.answers["connected"] = "421 closed for today"
    waits = []
    for _ in range(3):
        Delivery.objects.update(next_at=timezone.now())
        assert deliver_letters() == Round(later=1)
        waits.append(round((only_delivery().next_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 2, 4]
    assert not due_deliveries().exists()
    mail_server.answers.clear()
    Delivery.objects.update(next_at=timezone.now())
    assert deliver_letters() == Round(sent=1)


@pytest.mark.parametrize("step", ["sender", "recipient", "data", "dot"])
def test_a_refusal_for_good_is_not_repeated(mail_server: MailServer, step: str) -> None:
    letter(person())
    mail_server.answers[step] = "550 nobody of that name"
    assert deliver_letters() == Round(failed=1)
    assert only_delivery().state == DeliveryState.FAILED
    assert mail_server.accepted == []


@pytest.mark.parametrize("step", ["sender", "recipient", "data", "dot"])
def test_a_refusal_for_now_is_repeated(mail_server: MailServer, step: str) -> None:
    letter(person())
    letter(person())
    mail_server.answers[step] = "451 come back later"
    assert deliver_letters() == Round(later=2)
    mail_server.answers.clear()
    Delivery.objects.update(next_at=timezone.now())
    assert deliver_letters() == Round(sent=2)


def test_patience_ends(mail_server: MailServer) -> None:
    letter(person())
    mail_server.answers["connected"] = "421 closed for ever"
    Delivery.objects.update(attempts=11)
    assert deliver_letters() == Round(failed=1)


def test_one_refused_letter_does_not_hold_up_the_next(mail_server: MailServer) -> None:
    letter(person())
    letter(person())
    refused = iter(["550 no"])
    mail_server.on = lambda step: (
        mail_server.answers.update({"recipient": next(refused, "250 ok")}) if step == "recipient" else None
    )
    assert deliver_letters() == Round(sent=1, failed=1)


def test_a_claim_that_was_left_behind_is_sent_by_the_next_round(mail_server: MailServer) -> None:
    letter(person())
    Delivery.objects.update(state=DeliveryState.CLAIMED, attempts=1, claimed_at=timezone.now() - CLAIM)
    assert deliver_letters() == Round(sent=1)


def test_a_claim_of_a_living_sender_is_left_alone(mail_server: MailServer) -> None:
    letter(person())
    Delivery.objects.update(state=DeliveryState.CLAIMED, attempts=1, claimed_at=timezone.now())
    assert deliver_letters() == Round()
    assert mail_server.accepted == []


def test_a_hand_over_without_a_receipt_is_never_repeated_by_itself(mail_server: MailServer) -> None:
    letter(person())
    long_ago = timezone.now() - CLAIM - timedelta(days=1)
    Delivery.objects.update(state=DeliveryState.HANDING, attempts=1, claimed_at=long_ago)
    assert deliver_letters() == Round()
    assert only_delivery().state == DeliveryState.UNSURE
    assert deliver_letters() == Round()
    assert mail_server.accepted == []
    assert outbox_counts()["unsure"] == 1

    token = only_delivery().token
    assert resend_unsure() == 1
    assert deliver_letters() == Round(sent=1)
    assert mail_server.message_ids == [f"<{token}@demo.example>"]


def test_a_receipt_settles_a_hand_over_even_when_it_was_thought_unsure(mail_server: MailServer) -> None:
    letter(person())
    keep_receipt(only_delivery().token)
    Delivery.objects.update(state=DeliveryState.UNSURE, attempts=1)
    assert deliver_letters() == Round()
    assert only_delivery().state == DeliveryState.SENT
    assert not has_receipt(only_delivery().token)
    assert mail_server.accepted == []


def test_who_has_no_address_any_more_is_not_waited_for(mail_server: MailServer) -> None:
    somebody = person()
    letter(somebody)
    type(somebody).objects.update(email=None)
    assert deliver_letters() == Round(failed=1)


def test_a_backend_that_is_no_server_works_as_well(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.MUNERA_JOURNAL = tmp_path / "journal"
    letter(person())
    assert deliver_letters() == Round(sent=1)
    assert len(list((tmp_path / "mail").iterdir())) == 1
