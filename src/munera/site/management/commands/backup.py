"""Back up the database and the documents; the site may be running."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from munera.site.backup import BackupRefused, make_backup


class Command(BaseCommand):
    help = "Write a back-up into a new folder inside FOLDER. Keys are not part of it."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **_options: Any) -> None:
        try:
            self.stdout.write(str(make_backup(folder)))
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
