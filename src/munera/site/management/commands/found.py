"""Found an organisation with its first administrator, who does everything else on pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.organisations.actions import appoint, found_organisation
from munera.kernel.organisations.choices import OrganisationKind, RegistrationKind
from munera.kernel.people.actions import open_account
from munera.kernel.people.queries import person_by_email
from munera.kernel.refusal import Refusal


class Command(BaseCommand):
    help = "Found an organisation and appoint its first administrator. The first one is the body that runs the site."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.PUBLIC_BODY)
        parser.add_argument("--country", required=True, metavar="RS")
        parser.add_argument("--municipality", default="")
        parser.add_argument("--registration", nargs=2, metavar=("KIND", "NUMBER"), required=True)
        parser.add_argument("--runs-site", action="store_true")
        parser.add_argument("--administrator", nargs=2, metavar=("MAIL", "NAME"), required=True)

    @transaction.atomic
    def handle(
        self,
        *,
        name: str,
        kind: str,
        country: str,
        municipality: str,
        registration: list[str],
        runs_site: bool,
        administrator: list[str],
        **_options: Any,
    ) -> None:
        registration_kind, number = registration
        if registration_kind not in RegistrationKind.values:
            raise CommandError(f"The kind of number is one of {', '.join(RegistrationKind.values)}.")
        mail, full_name = administrator
        try:
            organisation = found_organisation(
                name,
                kind,
                country=country,
                municipality=municipality,
                registration_kind=registration_kind,
                registration_number=number,
                runs_site=runs_site,
                by=None,
            )
            person = person_by_email(mail) or open_account(mail, full_name=full_name, by=None)
            appoint(person, organisation, ADMINISTRATOR.code, by=None, starts_on=timezone.localdate())
        except Refusal as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{organisation.name} is founded; {person.full_name} signs in with a code sent to {mail}.")
