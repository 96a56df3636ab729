"""Import labels of skills and occupations in languages that ESCO lacks."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from munera.kernel.skills.actions import import_labels


class Command(BaseCommand):
    help = "Import labels from a CSV file with the columns uri, language and label. Safe to repeat."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")

    def handle(self, *, path: Path, **_options: Any) -> None:
        try:
            done = import_labels(path)
        except (ValueError, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{done.taken} labels are imported.")
        for line in done.unknown:
            self.stderr.write(f"line {line}: no concept of this site has this address; left out")
