"""Enter issuers of credentials, accredit the first ones, whom nobody can vote in yet, and say which keep a register."""

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from munera.kernel.credentials import actions, queries
from munera.kernel.organisations.queries import organisation_by_registration
from munera.kernel.refusal import Refusal


class Command(BaseCommand):
    help = "Enter issuers, accredit the first ones (the others are accredited by vote), say which keep a register."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        enter = verbs.add_parser("enter")
        enter.add_argument("slug", help="short name in its did:web, such as chamber-of-trade")
        enter.add_argument("registration", nargs=2, metavar=("KIND", "NUMBER"))
        enter.add_argument("--register-number", default="", help="its number in a register of issuers, if it has one")
        verbs.add_parser("accredit").add_argument("slug")
        describe = verbs.add_parser("describe", help="say whether it keeps a public register by law")
        describe.add_argument("slug")
        describe.add_argument("--register", action=BooleanOptionalAction, required=True)

    def handle(self, *, verb: str, slug: str, **options: Any) -> None:
        try:
            if verb == "enter":
                organisation = organisation_by_registration(*options["registration"])
                if organisation is None:
                    raise CommandError("No organisation has this number; found it first.")
                number = options["register_number"]
                issuer = actions.enter_issuer(organisation, slug=slug, register_number=number, by=None)
                self.stdout.write(f"{issuer.did} is entered, and issues nothing until it is accredited and has a key.")
                return
            known = queries.issuer_by_slug(slug)
            if known is None:
                raise CommandError("No issuer has this short name.")
            if verb == "describe":
                actions.note_register(known, is_register=options["register"], by=None)
                word = "in a register" if options["register"] else "by their issuer"
                self.stdout.write(f"Skills that {known.did} proves from now on count as verified {word}.")
                return
            actions.accredit_founding_issuer(known, by=None)
            self.stdout.write(f"{known.did} is accredited. Its people make its key at their desk.")
        except Refusal as refused:
            raise CommandError(refused.sentence) from refused
