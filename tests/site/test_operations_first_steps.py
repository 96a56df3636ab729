"""A real site begins with an empty database: its body, its issuers and its witnesses come in by commands."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log.checkpoints import Cosigner
from munera.engines.attestation.log.notes import NoteSigner
from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.credentials.models import Issuer, WatchedLog, Witness
from munera.kernel.organisations.queries import roles_in, site_organisation
from munera.kernel.people.queries import person_by_email

pytestmark = pytest.mark.django_db
BODY = ("Town of Šabac", "--country", "RS", "--registration", "rs-pib", "100002313", "--runs-site")
CLERK = ("--administrator", "joana@sabac.example", "Joana Silva")


def test_the_body_that_runs_the_site_begins_with_one_administrator() -> None:
    call_command("found", *BODY, *CLERK)
    body, joana = site_organisation(), person_by_email("joana@sabac.example")
    assert body
    assert joana
    assert roles_in(joana, body, on=timezone.localdate()) == {ADMINISTRATOR.code}


def test_it_is_founded_once_and_whoever_repeats_it_is_told_why() -> None:
    call_command("found", *BODY, *CLERK)
    with pytest.raises(CommandError, match="registration number"):
        call_command("found", *BODY, *CLERK)
    with pytest.raises(CommandError, match="one of rs-pib"):
        call_command("found", "Other", "--country", "RS", "--registration", "rs-what", "1", *CLERK)


def test_the_first_issuers_are_accredited_by_the_site_until_they_can_vote() -> None:
    call_command("found", *BODY, *CLERK)
    call_command("issuers", "enter", "town", "rs-pib", "100002313")
    assert not Issuer.objects.get(slug="town").is_accredited
    call_command("issuers", "accredit", "town")
    assert Issuer.objects.get(slug="town").is_accredited
    with pytest.raises(CommandError, match="accredited already"):
        call_command("issuers", "accredit", "town")
    with pytest.raises(CommandError, match="No issuer"):
        call_command("issuers", "accredit", "nobody")
    with pytest.raises(CommandError, match="found it first"):
        call_command("issuers", "enter", "other", "rs-pib", "100000024")


def test_bodies_exchange_lines_and_a_line_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="Copy the whole line"):
        call_command("witnesses", "watch", "something else")
    key = MemoryKey.from_seed(bytes(range(32)), "did:web:other.example#log")
    call_command("witnesses", "watch", NoteSigner("other.example/log", key).verifier.vkey)
    call_command("witnesses", "add", "Chamber", "https://w.example/", Cosigner("w.example/w", key).verifier.vkey)
    assert WatchedLog.objects.get().origin == "other.example/log"
    assert Witness.objects.get().address == "https://w.example"
