"""Part of ``./run check``: fails while a catalogue is out of date or a promised sentence has no translation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """One line for each thing that keeps a language from being complete."""

    help = "Fail when a catalogue is out of date, or a promised sentence is not translated."
    requires_system_checks = []  # as in ``serve``

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            from munera.site.catalogue import checking, writing  # noqa: PLC0415  # Babel is not installed on a site
        except ModuleNotFoundError as missing:
            raise CommandError("This needs Babel, which the test environment holds: ./run check") from missing
        found = [problem for language in writing.languages() for problem in checking.problems(language)]
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{len(found)} problems in the catalogues")
