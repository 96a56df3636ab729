"""Write anew what the demo town keeps ready of its examination, once the engine has changed."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from munera.kernel.credentials import demo as credentials
from munera.kernel.organisations.demo import build_town
from munera.kernel.skills import demo as skills
from munera.services.mentor import demo, queries
from munera.services.mentor.demo.keeping import reckoned
from munera.services.mentor.demo.kept import FILE


class Command(BaseCommand):
    help = "Reckon the sittings of the demo town with the engine and keep what it finds. Leaves the database as it is."
    requires_system_checks = []  # as in ``serve``

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.MUNERA_DEMO:
            raise CommandError("MUNERA_DEMO is not set: this is a real site, and the demo town has no place in it.")
        with transaction.atomic():
            town = build_town()
            skills.build(town)
            credentials.build(town)
            demo.build(town, is_reckoned=False)
            examination = queries.examinations_of(town.organisations["onmaru"]).get(code=demo.names.EXAMINATION.code)
            sittings = list(queries.sittings_of(examination).order_by("held_on"))
            found = reckoned(sittings, by=town.people["hana"])
            transaction.set_rollback(True)
        path = Path(str(files("munera.services.mentor.demo") / FILE))
        path.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        self.stdout.write(f"{path.stat().st_size} bytes are kept.")
