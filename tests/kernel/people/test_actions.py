"""What changes about a person, what it notes in the audit, and what is refused."""

from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.utils import timezone, translation

from munera.kernel import sealing
from munera.kernel.audit.models import Event
from munera.kernel.people import actions, queries
from munera.kernel.people.choices import ConsentPurpose, IdentifierKind, Script
from munera.kernel.people.models import Consent, Identifier, Person
from munera.kernel.people.rules import InvalidIdentifier
from tests.factories.people import identifier_of, jmbg, person, worker

pytestmark = pytest.mark.django_db
JMBG = IdentifierKind.RS_JMBG


def verbs_about(somebody: Person) -> list[str]:
    return list(Event.objects.filter(object=f"people.person:{somebody.pk}").values_list("verb", flat=True))


@pytest.fixture
def clerk() -> Person:
    return person("Clerk")


def test_a_new_number_makes_a_person_who_cannot_sign_in(clerk: Person) -> None:
    found = actions.find_or_create_by_identifier(JMBG, jmbg(), full_name="  Rade   Radić ", by=clerk)
    assert (found.full_name, found.email, found.has_usable_password()) == ("Rade Radić", None, False)
    assert verbs_about(found) == ["people.person.recorded", "people.identifier.added"]


def test_a_known_number_finds_its_person_who_keeps_their_name(clerk: Person) -> None:
    number = jmbg()
    first = actions.find_or_create_by_identifier(JMBG, number, full_name="Rade Radić", by=clerk)
    again = actions.find_or_create_by_identifier(JMBG, f" {number} ", full_name="R. Radić", by=clerk)
    assert (again, again.full_name) == (first, "Rade Radić")


def test_the_number_is_nowhere_in_the_clear(clerk: Person) -> None:
    number = jmbg()
    actions.find_or_create_by_identifier(JMBG, number, full_name="Rade", by=clerk)
    row = Identifier.objects.get()
    assert number not in row.sealed + row.digest
    assert not any(number in str(event.details) for event in Event.objects.all())
    assert (row.number, queries.masked(row)) == (number, "•••••••••" + number[-4:])


def test_a_short_number_shows_less() -> None:
    mine = actions.add_identifier(person(), IdentifierKind.RS_PIB, "101134702", by=None)
    assert queries.masked(mine) == "••••••702"


def test_one_number_names_one_person(clerk: Person) -> None:
    number = jmbg()
    mine = person()
    first = actions.add_identifier(mine, JMBG, number, by=clerk)
    assert actions.add_identifier(mine, JMBG, number, by=clerk) == first
    with pytest.raises(actions.IdentifierOfAnother):
        actions.add_identifier(person(), JMBG, number, by=clerk)
    assert queries.person_by_identifier(JMBG, number) == mine
    assert queries.person_by_identifier(IdentifierKind.RS_EBS, number) is None
    assert queries.person_by_identifier(JMBG, "nonsense") is None


def test_a_number_that_cannot_be_writes_nothing(clerk: Person) -> None:
    before = Person.objects.count(), Event.objects.count()
    with pytest.raises(InvalidIdentifier):
        actions.find_or_create_by_identifier(JMBG, "0101985661234", full_name="X", by=clerk)
    assert (Person.objects.count(), Event.objects.count()) == before


def test_somebody_forgotten_whose_number_the_law_keeps_is_recorded_again(clerk: Person) -> None:
    number = jmbg()
    known = actions.find_or_create_by_identifier(JMBG, number, full_name="Rade", by=clerk)
    actions.forget_person(known)
    again = actions.find_or_create_by_identifier(JMBG, number, full_name="Rade Radić", by=clerk)
    assert (again.pk, again.full_name, again.erased_at) == (known.pk, "Rade Radić", None)


def test_an_address_opens_one_account() -> None:
    actions.open_account("Petra@Demo.example", full_name="Petra", by=None)
    with pytest.raises(actions.EmailTaken):
        actions.open_account("petra@demo.example", full_name="Another", by=None)


def test_a_worker_may_come_to_sign_in(clerk: Person) -> None:
    somebody, other = worker(), person()
    actions.add_email(somebody, "rade@demo.example", by=clerk)
    assert queries.person_by_email("RADE@demo.example") == somebody
    with pytest.raises(actions.EmailTaken):
        actions.add_email(other, "rade@demo.example", by=clerk)


def test_a_name_is_written_once_per_script_and_corrected() -> None:
    somebody = person()
    actions.add_name(somebody, Script.CYRILLIC, "Петра Перић", by=somebody)
    name = actions.add_name(somebody, Script.CYRILLIC, "Петра Перић Илић", by=somebody)
    assert list(queries.names(somebody)) == [name]
    assert queries.name_in_script(somebody, Script.CYRILLIC) == "Петра Перић Илић"
    assert queries.name_in_script(somebody, Script.ARABIC) == somebody.full_name
    assert queries.name_for_language(somebody, "sr-latn") == somebody.full_name
    actions.add_name(somebody, Script.ARABIC, "بيترا بيريتش", by=somebody)
    assert queries.name_for_language(somebody, "ar") == "بيترا بيريتش"
    actions.remove_name(name, by=somebody)
    assert verbs_about(somebody)[-4:] == [*["people.name.written"] * 3, "people.name.removed"]


def test_a_change_of_contact_notes_which_fields_and_no_values() -> None:
    somebody = person()
    actions.change_contact(somebody, full_name=somebody.full_name, phone="+381 60 1234567", by=somebody)
    somebody.refresh_from_db()
    noted = Event.objects.order_by("-pk")[0]
    assert (somebody.phone, noted.details) == ("+381601234567", {"fields": ["phone"]})
    actions.change_contact(somebody, full_name=somebody.full_name, phone="+381601234567", by=somebody)
    assert Event.objects.order_by("-pk")[0] == noted


def test_a_consent_keeps_the_words_that_were_shown() -> None:
    somebody = person()
    with translation.override("en"):
        consent = actions.give_consent(somebody, ConsentPurpose.SURVEY, by=somebody)
    assert (len(consent.text_digest), consent.language) == (64, "en")
    assert actions.give_consent(somebody, ConsentPurpose.SURVEY, by=somebody) == consent
    assert queries.has_consented(somebody, ConsentPurpose.SURVEY)
    assert not queries.has_consented(person(), ConsentPurpose.SURVEY)


def test_a_consent_is_taken_back_once_and_can_be_given_again() -> None:
    somebody = person()
    first = actions.give_consent(somebody, ConsentPurpose.SURVEY, by=somebody)
    actions.withdraw_consent(first, by=somebody)
    with pytest.raises(actions.NoLongerStanding):
        actions.withdraw_consent(first, by=somebody)
    second = actions.give_consent(somebody, ConsentPurpose.SURVEY, by=somebody)
    assert list(queries.standing_consents(somebody)) == [second]
    assert set(queries.consents_of(somebody)) == {first, second}


def test_new_words_need_a_new_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = person()
    old = actions.give_consent(somebody, ConsentPurpose.SURVEY, by=somebody)
    monkeypatch.setattr(actions, "CONSENT_VERSION", "2030-01")
    new = actions.give_consent(somebody, ConsentPurpose.SURVEY, by=somebody)
    assert Consent.objects.get(pk=old.pk).withdrawn_at is not None
    assert list(queries.standing_consents(somebody)) == [new]


def test_a_second_request_to_be_forgotten_waits_for_the_first() -> None:
    somebody = person()
    first = actions.request_erasure(somebody, by=somebody)
    with pytest.raises(actions.AlreadyAsked):
        actions.request_erasure(somebody, by=somebody)
    actions.take_back_erasure(first, by=somebody)
    assert actions.request_erasure(somebody, by=somebody) != first


def test_nobody_decides_on_their_own_request() -> None:
    officer = person()
    asked = actions.request_erasure(officer, by=officer)
    with pytest.raises(actions.OwnRequest):
        actions.approve_erasure(asked, by=officer)


def test_an_approved_request_can_neither_be_approved_again_nor_taken_back() -> None:
    somebody, officer = person(), person()
    asked = actions.request_erasure(somebody, by=somebody)
    actions.approve_erasure(asked, by=officer)
    for again in (
        lambda: actions.approve_erasure(asked, by=officer),
        lambda: actions.take_back_erasure(asked, by=somebody),
    ):
        with pytest.raises(actions.AlreadyDecided):
            again()


def test_reseal_moves_every_number_to_the_new_keys(settings: Any) -> None:
    mine = identifier_of(person())
    number, old = mine.number, settings.MUNERA_SEALING_KEYS
    new = Fernet.generate_key().decode()
    settings.MUNERA_SEALING_KEYS, settings.MUNERA_LOOKUP_KEY = [new, *old], "another look-up key"
    assert queries.person_by_identifier(JMBG, number) is None
    assert (actions.reseal_identifiers(), actions.reseal_identifiers()) == (1, 0)
    settings.MUNERA_SEALING_KEYS = [new]
    mine.refresh_from_db()
    assert (mine.number, queries.person_by_identifier(JMBG, number)) == (number, mine.person)
    settings.MUNERA_SEALING_KEYS = old
    with pytest.raises(InvalidToken):
        sealing.unseal(mine.sealed)


def test_answer_by_is_a_month_after_the_asking() -> None:
    somebody = person()
    asked = actions.request_erasure(somebody, by=somebody)
    assert (asked.answer_by - timezone.now().date()).days == 30
