"""``./run messages``: gather every sentence into the catalogues and compile them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Writes ``munera/locale/*/LC_MESSAGES/django.po`` and ``.mo``; says what still waits for a translator."""

    help = "Gather every sentence of the source into the catalogue of each language and compile it."
    requires_system_checks = []  # as in ``serve``

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            from munera.site.catalogue import checking, writing  # noqa: PLC0415  # Babel is not installed on a site
        except ModuleNotFoundError as missing:
            raise CommandError("This needs Babel, which the test environment holds: ./run messages") from missing
        for language in writing.languages():
            writing.write(language)
            for problem in checking.problems(language):
                self.stdout.write(problem)
