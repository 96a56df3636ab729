"""A clerk opens accounts for those who cannot, and gives workers a code; both names stay in the record."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import EmailTaken
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_identifier
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.models import EmployerAccount
from tests.factories import people
from tests.factories.seasonal import TODAY, employer_with_crew, engagement, jmbg
from tests.services.seasonal.test_inspection import official
from tests.services.seasonal.test_views import words

pytestmark = pytest.mark.django_db

JMBG = IdentifierKind.RS_JMBG


@pytest.fixture
def clerk() -> Person:
    return official(rules.CLERK.code)


@pytest.fixture
def office(clerk: Person) -> Organisation:
    return clerk.memberships.get().organisation


@pytest.fixture
def as_clerk(client: Client, clerk: Person, sign_in: Callable[[Client, Person], None]) -> Client:
    sign_in(client, clerk)
    return client


def applicant(number: str = "", **facts: str) -> actions.Applicant:
    return actions.Applicant(JMBG, number or jmbg(300), "Radmila Tadić", "Šabac", **facts)


def consent(acts_until: date | None = None) -> actions.SignedConsent:
    return actions.SignedConsent(TODAY, "file 17", acts_until)


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "kind": JMBG.value,
        "number": jmbg(300),
        "name": "Radmila Tadić",
        "farm": "",
        "address": "Savska 1",
        "municipality": "Šabac",
        "phone": "+381 15 123 456",
        "email": "radmila@demo.example",
        "consent_signed_on": TODAY.isoformat(),
        "consent_kept_at": "file 17",
        "acts_until": "",
    } | changed


def test_person_employer_and_role_come_at_once_and_the_audit_has_both_names(
    office: Organisation, clerk: Person
) -> None:
    account = actions.open_employer_account(office, applicant(phone="+38115123456"), consent(), by=clerk)

    radmila = person_by_identifier(JMBG, jmbg(300))
    assert radmila == account.holder
    assert list(queries.employers_of(account.holder)) == [account.employer]
    assert (account.employer.name, account.employer.registration_number) == ("Radmila Tadić", "")
    assert account.holder.phone == "+38115123456"
    event = Event.objects.get(verb="seasonal.account.opened")
    assert (event.actor, event.on_behalf_of) == (reference(clerk), reference(account.holder))
    assert jmbg(300) not in str([one.details for one in Event.objects.all()])
    assert not queries.employers_of(clerk).exists()


def test_the_clerk_acts_for_the_farmer_until_the_day_that_was_agreed(office: Organisation, clerk: Person) -> None:
    until = TODAY + timedelta(days=30)

    account = actions.open_employer_account(office, applicant(), consent(until), by=clerk)

    [delegation] = account.employer.delegations_given.all()
    assert (delegation.delegate, delegation.given_by, delegation.ends_on) == (clerk, account.holder, until)
    assert list(queries.employers_of(clerk)) == [account.employer]


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=367)])
def test_nobody_acts_for_longer_than_a_year_and_then_nothing_is_opened(
    office: Organisation, clerk: Person, until: date
) -> None:
    with pytest.raises(actions.ActsTooLong):
        actions.open_employer_account(office, applicant(), consent(until), by=clerk)

    assert not EmployerAccount.objects.exists()
    assert person_by_identifier(JMBG, jmbg(300)) is None


def test_a_second_account_of_one_person_and_an_own_one_are_refused(office: Organisation, clerk: Person) -> None:
    actions.open_employer_account(office, applicant(), consent(), by=clerk)
    own = people.identifier_of(clerk).number

    with pytest.raises(actions.HasAccount):
        actions.open_employer_account(office, applicant(), consent(), by=clerk)
    with pytest.raises(actions.OwnAccount):
        actions.open_employer_account(office, applicant(own), consent(), by=clerk)


def test_an_address_that_somebody_signs_in_with_is_never_replaced_from_a_desk(
    office: Organisation, clerk: Person
) -> None:
    petra = people.person()
    number = people.identifier_of(petra).number

    with pytest.raises(actions.SignsInOtherwise):
        actions.open_employer_account(office, applicant(number, email="other@demo.example"), consent(), by=clerk)
    with pytest.raises(EmailTaken):
        actions.open_employer_account(office, applicant(email=petra.email or ""), consent(), by=clerk)

    assert person_by_identifier(JMBG, jmbg(300)) is None
    petra.refresh_from_db()
    assert petra.email != "other@demo.example"


def test_the_form_opens_the_account_and_the_page_says_how_to_go_on(as_clerk: Client, office: Organisation) -> None:
    until = TODAY + timedelta(days=5)
    address = reverse("seasonal:open_account", args=[office.pk])

    empty = words(as_clerk.get(address))
    answer = as_clerk.post(address, typed(acts_until=until.isoformat()), follow=True)

    assert "I ask the service centre to open an account in my name" in empty
    page = words(answer)
    assert "The account of Radmila Tadić is open." in page
    assert "Register a crew for them" in page
    assert "a code is sent there each time" in page
    assert jmbg(300) not in answer.content.decode()
    assert Event.objects.filter(verb="seasonal.account.viewed").count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": "1504989660999"}, "This number cannot be right."),
        ({"phone": "abc"}, "A phone number has 6 to 15 digits"),
        ({"consent_signed_on": "2026-07-15"}, "This day lies ahead."),
        ({"consent_kept_at": ""}, "Say where the signed paper is kept."),
        ({"acts_until": "2028-01-01"}, "Choose a day between today and a year from now."),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    as_clerk: Client, office: Organisation, changed: dict[str, str], said: str
) -> None:
    page = words(as_clerk.post(reverse("seasonal:open_account", args=[office.pk]), typed(**changed)))

    assert said in page
    assert not EmployerAccount.objects.exists()


def test_the_form_says_that_there_is_an_account_or_another_address(
    as_clerk: Client, office: Organisation, clerk: Person
) -> None:
    petra = people.person()
    actions.open_employer_account(office, applicant(), consent(), by=clerk)
    address = reverse("seasonal:open_account", args=[office.pk])

    again = words(as_clerk.post(address, typed()))
    taken = words(as_clerk.post(address, typed(number=jmbg(320), email=petra.email)))

    assert "This person has an account as an employer already." in again
    assert "This address is somebody else&#x27;s" in taken


def test_an_office_lists_its_own_accounts(as_clerk: Client, office: Organisation, clerk: Person) -> None:
    ours = actions.open_employer_account(office, applicant(farm="Tadić farm"), consent(), by=clerk)
    colleague = official(rules.CLERK.code)
    theirs = actions.open_employer_account(
        colleague.memberships.get().organisation, applicant(jmbg(330), farm="Other farm"), consent(), by=colleague
    )

    page = words(as_clerk.get(reverse("seasonal:list_accounts", args=[office.pk])))

    assert ours.employer.name in page
    assert theirs.employer.name not in page
    assert as_clerk.get(reverse("seasonal:show_account", args=[theirs.pk])).status_code == 404


def test_a_code_at_the_desk_opens_all_days_and_needs_the_document(as_clerk: Client, office: Organisation) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    number = ana.person.identifiers.get().number
    address = reverse("seasonal:issue_code_at_desk", args=[office.pk])

    unseen = words(as_clerk.post(address, {"number": number}))
    card = words(as_clerk.post(address, {"number": number, "document_seen": "on"}))

    assert "A code that opens all days is given only to whoever shows their document." in unseen
    found = re.search(r"(\d{4}) (\d{3}) (\d{3})", card)
    assert found
    code = "".join(found.groups())
    opened = words(as_clerk.post(reverse("seasonal:self_check"), {"number": number, "code": code}))
    assert "You are registered." in opened


def test_nobody_who_never_worked_here_is_given_a_code(as_clerk: Client, office: Organisation) -> None:
    address = reverse("seasonal:issue_code_at_desk", args=[office.pk])
    stranger = people.worker()

    page = words(as_clerk.post(address, {"number": stranger.identifiers.get().number, "document_seen": "on"}))

    assert "Nobody with this number is on the list of an employer." in page
    assert not queries.standing_codes().exists()


def test_the_farmer_registers_a_crew_without_a_tax_number(office: Organisation, clerk: Person) -> None:
    account = actions.open_employer_account(office, applicant(), consent(TODAY + timedelta(days=1)), by=clerk)
    worker = actions.enrol_worker(
        account.employer, kind=JMBG, number=jmbg(340), name="Rade Radić", job="fruit", by=clerk
    )

    there = engagement(account.employer, worker, on=TODAY, by=clerk)

    event = Event.objects.get(verb="seasonal.crew.registered")
    assert (event.actor, event.on_behalf_of) == (reference(clerk), reference(account.employer))
    assert there.is_registered


# --- acting longer ------------------------------------------------------------------------------------------------


def test_a_clerk_goes_on_acting_once_the_farmer_has_signed_again(
    office: Organisation, clerk: Person, as_clerk: Client
) -> None:
    until = TODAY + timedelta(days=30)
    account = actions.open_employer_account(office, applicant(), consent(until), by=clerk)
    address = reverse("seasonal:act_again", args=[account.pk])
    later = until + timedelta(days=60)
    sent = {"consent_signed_on": TODAY.isoformat(), "consent_kept_at": "file 18", "acts_until": later.isoformat()}

    as_clerk.post(address, sent)

    assert queries.acts_until(account, clerk) == later
    [agreed] = account.acting_consents.all()
    assert (agreed.consent_kept_at, agreed.acts_until, agreed.clerk) == ("file 18", later, clerk)
    [event] = Event.objects.filter(verb="seasonal.account.acting-agreed")
    assert (event.actor, event.on_behalf_of) == (reference(clerk), reference(account.holder))
    with pytest.raises(actions.ActsAlready):
        actions.agree_to_acting(account, signed_on=TODAY, kept_at="file 19", acts_until=later, by=clerk)


def test_a_clerk_who_did_not_open_the_account_may_take_over(office: Organisation, clerk: Person) -> None:
    account = actions.open_employer_account(office, applicant(), consent(), by=clerk)
    assert queries.acts_until(account, clerk) is None
    actions.agree_to_acting(account, signed_on=TODAY, kept_at="file 18", acts_until=TODAY, by=clerk)
    assert list(queries.employers_of(clerk)) == [account.employer]


def test_acting_ends_within_a_year_and_is_not_for_oneself(office: Organisation, clerk: Person) -> None:
    account = actions.open_employer_account(office, applicant(), consent(), by=clerk)
    too_long = TODAY + rules.LONGEST_ACTING + timedelta(days=1)
    with pytest.raises(actions.ActsTooLong):
        actions.agree_to_acting(account, signed_on=TODAY, kept_at="file 18", acts_until=too_long, by=clerk)
    with pytest.raises(actions.OwnAccount):
        actions.agree_to_acting(account, signed_on=TODAY, kept_at="file 18", acts_until=TODAY, by=account.holder)
    assert not account.acting_consents.exists()
