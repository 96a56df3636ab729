"""What is in the outbox; and the operator's word on mail that may or may not have been sent."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from munera.kernel.messages.actions.outbox import resend_unsure
from munera.kernel.messages.queries import outbox_counts


class Command(BaseCommand):
    help = "Count the letters on their way by e-mail, by state."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--resend-unsure",
            action="store_true",
            help="send again, under the same Message-ID, what may have been sent when a server died",
        )

    def handle(self, *, resend_unsure: bool, **_options: Any) -> None:
        if resend_unsure:
            self.stdout.write(f"{_resend()} will be sent again")
        for state, count in outbox_counts().items():
            self.stdout.write(f"{state:<10} {count}")


def _resend() -> int:
    return resend_unsure()
