"""The sender is killed at each point of the conversation: no letter is lost, and no server gets one twice."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from pytest_django import Settings

from munera.kernel.messages.actions.outbox import deliver_letters
from munera.kernel.messages.choices import DeliveryState
from munera.kernel.messages.models import Delivery
from munera.kernel.messages.queries import CLAIM
from tests.factories.access import person
from tests.factories.messages import letter
from tests.mail_server import MailServer, Step, running_mail_server
from tests.processes import Site, shut, wait_until

pytestmark = pytest.mark.two_servers

DELIVER = """
import django
django.setup()
from munera.kernel.messages.actions.outbox import deliver_letters
deliver_letters()
"""


@dataclass
class Executioner:
    """Kills the sender at one step; where the sender would run on meanwhile, the outbox is held shut."""

    at: Step
    journal: Path
    outbox: BaseDatabaseWrapper
    sender: int = 0
    knows_sender: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    holds: ExitStack = field(default_factory=ExitStack)

    def reach(self, step: Step) -> None:
        if self.done.is_set():
            return
        # Having said all but the dot, or having heard the answer, the sender goes to the database.
        if (self.at, step) in (("text", "data"), ("answered", "dot")):
            self.holds.enter_context(shut(self.outbox, Delivery._meta.db_table))
        if step == self.at:
            self.kill()

    def kill(self) -> None:
        self.knows_sender.wait(timeout=10)
        if self.at == "answered":
            wait_until(lambda: self.journal.exists() and any(self.journal.iterdir()))
        os.kill(self.sender, signal.SIGKILL)
        self.holds.close()
        self.done.set()


@pytest.fixture
def mail_server(site: Site, settings: Settings) -> Iterator[MailServer]:
    with running_mail_server() as server:
        site.settings |= {
            "MUNERA_MAIL_HOST": "127.0.0.1",
            "MUNERA_MAIL_PORT": str(server.port),
            "MUNERA_MAIL_SECURITY": "none",
        }
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.MUNERA_JOURNAL = site.home / "outbox"
        yield server


SENT_ONCE = (DeliveryState.SENT, 1)


@pytest.mark.parametrize(
    ("step", "outcomes"),
    [
        # Killed before the dot: the server has nothing, and the next round sends it.
        ("connected", [SENT_ONCE]),
        ("sender", [SENT_ONCE]),
        ("recipient", [SENT_ONCE]),
        ("data", [SENT_ONCE]),
        # PostgreSQL may go on with the last statement of a client that is gone: "handing", and nobody was.
        ("text", [SENT_ONCE, (DeliveryState.UNSURE, 0)]),
        # Killed between the dot and the answer: nobody can know, so nobody sends it again.
        ("dot", [(DeliveryState.UNSURE, 1)]),
        # Killed between the answer and our commit: the receipt tells.
        ("answered", [SENT_ONCE]),
    ],
)
def test_a_killed_sender_loses_nothing_and_doubles_nothing(
    site: Site, mail_server: MailServer, step: Step, outcomes: list[tuple[str, int]]
) -> None:
    letter(person())
    executioner = Executioner(at=step, journal=site.home / "outbox", outbox=connections["default"])
    mail_server.on = executioner.reach
    sender = site.python("-c", DELIVER)
    executioner.sender = sender.pid
    executioner.knows_sender.set()
    assert sender.wait(timeout=60) == -signal.SIGKILL, site.logs()
    assert executioner.done.wait(timeout=10)

    # Later, when the claim has run out, another sender tidies up.
    Delivery.objects.update(claimed_at=timezone.now() - CLAIM)
    deliver_letters()
    deliver_letters()
    assert (Delivery.objects.get().state, len(mail_server.accepted)) in outcomes


def test_two_senders_at_once_send_each_letter_once(site: Site, mail_server: MailServer) -> None:
    for _ in range(20):
        letter(person())
    senders = [site.python("-c", DELIVER) for _ in range(2)]
    assert [sender.wait(timeout=60) for sender in senders] == [0, 0], site.logs()
    assert len(mail_server.accepted) == len(set(mail_server.message_ids)) == 20
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
