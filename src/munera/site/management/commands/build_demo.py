"""Build the demo town: first the people and organisations that all share, then each room's part."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from munera.kernel.credentials import demo as credentials
from munera.kernel.documents import demo as documents
from munera.kernel.organisations.demo import build_town
from munera.kernel.skills import demo as skills


class Command(BaseCommand):
    help = "Build the demo town through the same actions as everybody uses. Safe to run twice."
    requires_system_checks = []  # as in ``serve``

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.MUNERA_DEMO:
            raise CommandError("MUNERA_DEMO is not set: this is a real site, and the demo town has no place in it.")
        with transaction.atomic():
            town = build_town()
            documents.build(town)
            skills.build(town)
            credentials.build(town)
            for room in settings.MUNERA_ROOMS:
                import_module(f"{room}.demo").build(town)
        self.stdout.write(
            f"{len(town.people)} people and {len(town.organisations)} organisations live in the demo town."
        )
