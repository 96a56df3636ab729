"""Every key to a person is declared by some room, and somebody forgotten is found nowhere by name."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Field, ForeignKey, Model
from django.utils import timezone

from munera.flows import personal_data
from munera.flows.details import WORDS
from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.messages.actions import send_letter
from munera.kernel.people import actions, queries
from munera.kernel.people.choices import ConsentPurpose, Erasure
from munera.kernel.people.models import Person
from munera.services.seasonal import queries as seasonal
from munera.services.seasonal.actions import take_days_credential
from tests.factories.access import key_of
from tests.factories.credentials import credential
from tests.factories.organisations import membership, organisation
from tests.factories.people import person

NOBODY = Person(pk=0)
# Of the demo town: a worker, an employer, somebody who acts for one, a privacy officer, an auditor.
PLAYED = ("ana", "milica", "jelena", "leila", "petros")


def keys_to_people() -> Iterator[tuple[type[Model], "Field[Any, Any]"]]:
    """One-to-one keys among them; groups and permissions are emptied by forget_person itself."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.related_model is Person:
                yield model, field


def asks_by(records: queries.PersonalRecords, field: "Field[Any, Any]") -> bool:
    """Whether the rows are found by this very key, in the query's own words."""
    table = records.rows.model._meta.db_table
    return f'"{table}"."{field.column}" = 0' in str(records.rows.query)


def test_every_key_to_a_person_is_declared_by_a_room() -> None:
    everything = personal_data.everything_about(NOBODY)
    undeclared = [
        f"{model._meta.label}.{field.name}"
        for model, field in keys_to_people()
        if not any(records.rows.model is model and asks_by(records, field) for records in everything)
    ]
    assert undeclared == [], "declare these in the personal_records of their room"


def test_the_keys_are_seen_at_all() -> None:
    seen = {f"{model._meta.label}.{field.name}" for model, field in keys_to_people()}
    assert {"people.Identifier.person", "organisations.Delegation.given_by", "mfa.Authenticator.user"} <= seen


def test_what_is_kept_names_its_law_and_its_term() -> None:
    kept = [records for records in personal_data.everything_about(NOBODY) if records.erasure == Erasure.KEEP]
    assert all(records.because for records in kept)
    without_term = {records.rows.model for records in kept if records.keep_years is None or not records.kept_from}
    assert without_term == {Person}  # the empty row itself


@pytest.mark.django_db
def test_declared_fields_exist() -> None:
    somebody = person()
    for records in personal_data.everything_about(somebody):
        named = (*records.fields, *records.blanked, *filter(None, [records.kept_from]))
        missing = [name for name in named if not hasattr(records.rows.model, name.partition("__")[0])]
        assert missing == [], records.rows.model


def test_failures_to_sign_in_are_counted_where_no_name_is_kept() -> None:
    """The tables of axes hold names as text, which no key would show; they stay empty."""
    assert settings.AXES_HANDLER == "axes.handlers.cache.AxesCacheHandler"
    assert settings.AXES_DISABLE_ACCESS_LOG


def everything_in_the_database() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    yield (
                        table,
                        bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value),
                    )


def test_every_detail_that_a_room_declares_has_words() -> None:
    declared = {field for records in personal_data.everything_about(NOBODY) for field in records.fields}
    assert declared - WORDS.keys() == set(), "name them in src/munera/flows/details.py"


def secrets_of(somebody: Person) -> set[str]:
    """Whatever would name this person: names in every script, the address, the phone, the numbers, the eID."""
    names = {name.full_name for name in queries.names(somebody)} | {somebody.full_name}
    numbers = {identifier.number for identifier in queries.identifiers_of(somebody)}
    return {secret for secret in (names | numbers | {somebody.email or "", somebody.phone}) if secret}


def found_of(secrets: set[str]) -> set[tuple[str, str]]:
    """Where each is found as a whole: joana@demo.example does not name ana@demo.example."""
    whole = {secret: re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)") for secret in secrets}
    return {
        (table, secret)
        for table, text in everything_in_the_database()
        for secret, pattern in whole.items()
        if secret in text and pattern.search(text)
    }


def live_fully(somebody: Person) -> None:
    """A row in every table that may speak of a person, third parties' tables among them."""
    actions.change_contact(somebody, full_name=somebody.full_name, phone="+381601234567", by=somebody)
    actions.give_consent(somebody, ConsentPurpose.SURVEY, by=somebody)
    personal_data.ask_for_copy(somebody)
    send_letter(somebody, kind="people.data", subject="Hello", body=f"Dear {somebody.full_name}")
    administered = organisation()
    membership(administered, role=ADMINISTRATOR.code, person=somebody)
    key_of(somebody, of=administered)
    credential(somebody)
    for offer in seasonal.offers_of(somebody, year=timezone.localdate().year, at=timezone.now()):
        counted = offer.counted
        take_days_credential(somebody, year=counted.year, country=counted.country, by=somebody)
    EmailAddress.objects.create(user=somebody, email=somebody.email, verified=True, primary=True)
    Authenticator.objects.create(user=somebody, type=Authenticator.Type.TOTP, data={"secret": somebody.email})
    SocialAccount.objects.create(user=somebody, provider="eid", uid="eid-1", extra_data={"name": somebody.full_name})
    UserSession.objects.create(user=somebody, ip="127.0.0.1", session_key="x" * 32, user_agent=somebody.full_name)


@pytest.mark.django_db
def test_somebody_forgotten_is_found_nowhere() -> None:
    """One after the other in the same town, which is as before for each."""
    call_command("build_demo", verbosity=0)
    left = {}
    for key in PLAYED:
        before = transaction.savepoint()
        left[key] = left_of(Person.objects.get(email=f"{key}@demo.example"))
        transaction.savepoint_rollback(before)
    assert left == {key: set() for key in PLAYED}


def left_of(somebody: Person) -> set[tuple[str, str]]:
    """What the database still knows of a full life once it is forgotten."""
    live_fully(somebody)
    secrets = secrets_of(somebody)
    assert {table for table, _secret in found_of(secrets)} > {"people_person", "account_emailaddress"}
    asked = actions.request_erasure(somebody, by=somebody)
    actions.approve_erasure(asked, by=person("Officer"))
    assert personal_data.run() == 1
    return found_of(secrets)
