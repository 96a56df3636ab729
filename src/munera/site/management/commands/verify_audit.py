"""Seal what waits, then walk the whole chain of events: ``./run verify-audit``."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from munera.kernel.audit.actions import LOOKS_BACK, seal_events
from munera.kernel.audit.queries import Checkpoint, checkpoint, verify_chain


class Command(BaseCommand):
    help = "Say how many audit events are good; fail and name the first that was changed, removed or inserted."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=Path, help="a checkpoint kept earlier: the chain must pass through it")
        parser.add_argument(
            "--write-checkpoint", type=Path, help="where to write the end of the chain, to be kept elsewhere"
        )

    def handle(self, *_args: Any, since: Path | None, write_checkpoint: Path | None, **_options: Any) -> None:
        kept = _read(since) if since else None
        # What lies unsealed for longer than sealing looks back was not written by this site; ask before sealing.
        seal_events()
        report = verify_chain(since=kept, old_before=timezone.now() - LOOKS_BACK)
        if report.wrong:
            raise CommandError(f"{report.good} events are good, then {report.wrong.row}: {report.wrong.why}.")
        self.stdout.write(self.style.SUCCESS(f"{report.good} events are good; the chain is whole."))
        end = checkpoint()
        if write_checkpoint and end:
            write_checkpoint.write_text(json.dumps(asdict(end), indent=2) + "\n", encoding="utf-8")


def _read(path: Path) -> Checkpoint:
    try:
        kept = Checkpoint(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as wrong:
        raise CommandError(f"{path} is no checkpoint: {wrong}") from wrong
    if not kept.is_genuine:
        raise CommandError(f"{path} was not written by this site, or was changed since.")
    return kept
