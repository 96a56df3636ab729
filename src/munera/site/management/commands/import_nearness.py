"""Say which skills stand in for which, and for how much of them, where the classification says otherwise."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from munera.kernel.skills.actions import import_nearness


class Command(BaseCommand):
    help = (
        "Import the whole table from a CSV file with the columns wanted, offered and parts (0 to 999). Safe to repeat."
    )
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")

    def handle(self, *, path: Path, **_options: Any) -> None:
        try:
            done = import_nearness(path)
        except (ValueError, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{done.taken} pairs are imported; every rank is reckoned by them from now on.")
        for line in done.unknown:
            self.stderr.write(f"line {line}: a skill that this site does not have; left out")
