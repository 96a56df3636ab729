"""Exchange lines with other public bodies: they watch our log, and we watch theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from munera.kernel.credentials import actions
from munera.kernel.refusal import Refusal


class Command(BaseCommand):
    help = "Have another body cosign our log, or cosign theirs. The page of the log shows our own lines."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="ask this body to cosign our checkpoints")
        add.add_argument("name", help="the body, as the page of the log names it")
        add.add_argument("address", help="what comes before /add-checkpoint")
        add.add_argument("verifier_key", metavar="LINE")
        verbs.add_parser("watch", help="cosign this log").add_argument("verifier_key", metavar="LINE")

    def handle(self, *, verb: str, verifier_key: str, **options: Any) -> None:
        try:
            if verb == "add":
                added = actions.add_witness(
                    options["name"], address=options["address"], verifier_key=verifier_key, by=None
                )
                self.stdout.write(f"{added.name} is asked to cosign from the next checkpoint on.")
            else:
                log = actions.watch_log(verifier_key, by=None)
                self.stdout.write(f"{log.origin} is watched; its checkpoints go to /log/add-checkpoint here.")
        except Refusal as refused:
            raise CommandError(refused.sentence) from refused
