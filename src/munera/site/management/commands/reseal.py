"""Put everything that is sealed under the newest keys; ``docs/operations.md`` tells when."""

from typing import Any

from django.core.management.base import BaseCommand

from munera.kernel.credentials.actions import reseal_credentials
from munera.kernel.documents.actions import reseal_documents
from munera.kernel.people.actions import reseal_identifiers


class Command(BaseCommand):
    help = (
        "Seal every identifier, every document's key and every credential with the newest key, and make look-up "
        "digests anew. Safe to stop and repeat."
    )
    requires_system_checks = []  # as in ``serve``

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{reseal_identifiers()} identifiers are under new keys now.")
        self.stdout.write(f"{reseal_documents()} documents are under new keys now.")
        self.stdout.write(f"{reseal_credentials()} credentials are under new keys now.")
