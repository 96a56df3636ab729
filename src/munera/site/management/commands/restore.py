"""Restore a back-up, then count its rows and verify the audit chain."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from munera.site.backup import BackupRefused, restore_backup


class Command(BaseCommand):
    help = "Restore the back-up in FOLDER. Stop the site first."
    # The database may be empty, or older than this release.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--replace", action="store_true", help="overwrite a database that is in use")

    def handle(self, *, folder: Path, replace: bool, **_options: Any) -> None:
        try:
            restored = restore_backup(folder, replace=replace)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        rows, chain = sum(restored.rows.values()), restored.chain
        if not restored.is_whole:
            raise CommandError(f"Restored, but not whole: {rows} rows, audit chain: {chain}")
        self.stdout.write(
            f"Restored {rows} rows as of {restored.manifest.made_at}; {chain.good} audit events verified."
        )
