"""Import a version of the ESCO classification from its official CSV archives."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from munera.kernel.skills.actions import import_classification


class Command(BaseCommand):
    help = (
        "Import ESCO from the archives (or folders, or CSV files) of one version: the classification in a language, "
        "and the relations. All of it or nothing; safe to repeat. Further languages are added one by one."
    )
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--version-of-esco", dest="edition", default="", help="where no name tells it, e.g. 1.2.0")

    def handle(self, *, paths: list[Path], edition: str, **_options: Any) -> None:
        began = time.perf_counter()
        try:
            imported = import_classification(paths, version=edition, report=self.stdout.write)
        except (ValueError, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong
        told = ", ".join(f"{number} × {what}" for what, number in sorted(imported.counts.items()))
        self.stdout.write(f"{imported} is imported in {time.perf_counter() - began:.1f} s: {told}.")
