"""Signing up, in and out: by a code, a password, a second factor; what the mails and the audit say."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from munera.kernel.access.rules import SECOND_FACTOR
from munera.kernel.audit.models import Event
from munera.kernel.people.models import Person
from munera.site import settings as settings_of_the_site

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence only she would say"
SEED = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def milica() -> Person:
    return Person.objects.create_user("milica@demo.example", PASSWORD, full_name="Milica Jovanović")


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", str(mail.body), re.MULTILINE)
    assert found, mail.body
    return found.group(1)


def app_code(seed: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(seed, next(iter(yield_hotp_counters_from_time()))))


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account_security")).status_code == 200


def test_the_demo_town_says_where_its_mail_lies_and_a_real_site_does_not(
    client: Client, milica: Person, settings: Settings
) -> None:
    settings.EMAIL_FILE_PATH = "var/mail"
    client.post(reverse("account_login"), {"login": milica.email})
    for is_demo in (True, False):
        settings.MUNERA_DEMO = is_demo
        page = client.get(reverse("account_confirm_login_code")).content.decode()
        assert ('<code dir="ltr">var/mail</code>' in page) is is_demo


def test_a_newcomer_makes_an_account_with_a_name_and_a_code(client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post(reverse("account_signup"), {"full_name": "  Ana   Marković ", "email": "Ana@demo.example"})
    assert not is_signed_in(client)
    assert mailoutbox[0].to == ["ana@demo.example"]
    answer = client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert answer["Location"] == reverse("home")
    ana = Person.objects.get()
    assert (ana.full_name, ana.email, ana.language, ana.has_usable_password()) == (
        "Ana Marković",
        "ana@demo.example",
        "en",
        False,
    )
    assert is_signed_in(client)
    assert [event.verb for event in Event.objects.order_by("pk")] == [
        "people.person.signed-up",
        "access.person.signed-in",
    ]


def test_nobody_makes_an_account_where_sign_up_is_closed(client: Client, settings: Settings) -> None:
    settings.MUNERA_OPEN_FOR_SIGN_UP = False
    assert "made by the office" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"full_name": "Ana", "email": "ana@demo.example"})
    assert not Person.objects.exists()


def test_a_code_from_the_mail_signs_in(client: Client, milica: Person, mailoutbox: list[EmailMessage]) -> None:
    answer = client.post(f"{reverse('account_login')}?next=/account/email/", {"login": "milica@demo.example"})
    onward = answer["Location"]
    assert client.post(onward, {"code": code_in(mailoutbox[0])})["Location"] == "/account/email/"
    assert is_signed_in(client)
    assert "Demo Town" in str(mailoutbox[0].subject)


def test_a_wrong_code_is_refused_and_three_of_them_end_the_try(
    client: Client, milica: Person, mailoutbox: list[EmailMessage]
) -> None:
    page = client.post(reverse("account_login"), {"login": "milica@demo.example"})["Location"]
    for _ in range(2):
        assert "This code is not right" in client.post(page, {"code": "AAAA-AAAA"}).content.decode()
    assert client.post(page, {"code": "AAAA-AAAA"}).status_code == 302
    client.post(page, {"code": code_in(mailoutbox[0])})
    assert not is_signed_in(client)


def test_who_has_an_account_cannot_be_found_out(client: Client, milica: Person, mailoutbox: list[EmailMessage]) -> None:
    """Known and unknown addresses get the same pages; only the mail differs."""
    for address, fields in (
        (reverse("account_login"), ["login"]),
        (reverse("account_reset_password"), ["email"]),
        (reverse("account_signup"), ["email"]),
    ):
        pages = []
        for email in ("milica@demo.example", "nobody@demo.example"):
            visitor = Client()
            answer = visitor.post(address, {"full_name": "Milica", **dict.fromkeys(fields, email)}, follow=True)
            said = answer.content.decode().replace(email, "")
            pages.append((answer.redirect_chain, re.sub(r'(nonce|value)="[^"]*"', "", said)))
        assert pages[0] == pages[1], address
    assert {mail.subject for mail in mailoutbox} == {
        "Your code for Demo Town",
        "There is no account with this address",
        "Your code for a new password",
        "You already have an account",
    }


def test_a_password_signs_in_and_the_session_gets_a_new_key(client: Client, milica: Person) -> None:
    session = client.session
    session["anything"] = 1
    session.save()
    before = session.session_key
    _prove_address(milica)
    client.post(reverse("sign_in_with_password"), {"login": milica.email, "password": PASSWORD})
    assert is_signed_in(client)
    assert client.session.session_key != before


def test_five_wrong_passwords_close_the_password_but_not_the_mail(
    client: Client, milica: Person, mailoutbox: list[EmailMessage]
) -> None:
    _prove_address(milica)
    page = reverse("sign_in_with_password")
    for _ in range(4):
        assert client.post(page, {"login": milica.email, "password": "wrong"}).status_code == 200
    locked = client.post(page, {"login": milica.email, "password": "wrong"})
    assert locked.status_code == 429
    assert "rests for 15 minutes" in locked.content.decode()
    assert client.post(page, {"login": milica.email, "password": PASSWORD}).status_code == 429
    confirm = client.post(reverse("account_login"), {"login": milica.email})["Location"]
    client.post(confirm, {"code": code_in(mailoutbox[0])})
    assert is_signed_in(client)


def test_a_lockout_is_for_one_name_from_one_address(client: Client, milica: Person) -> None:
    _prove_address(milica)
    page = reverse("sign_in_with_password")
    for _ in range(6):
        client.post(page, {"login": milica.email, "password": "wrong"})
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    elsewhere.post(page, {"login": milica.email, "password": PASSWORD})
    assert is_signed_in(elsewhere)


def test_a_new_password_is_chosen_with_a_code(client: Client, milica: Person, mailoutbox: list[EmailMessage]) -> None:
    _prove_address(milica)
    client.post(reverse("account_reset_password"), {"email": milica.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[0])})
    weak = client.post(reverse("account_complete_password_reset"), {"password1": "short"})
    assert "at least 12" in weak.content.decode()
    client.post(reverse("account_complete_password_reset"), {"password1": "another long sentence"})
    milica.refresh_from_db()
    assert milica.check_password("another long sentence")
    assert milica.password.startswith("argon2")
    # At the price that Django asks: tests alone hash for less.
    assert settings_of_the_site.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert Event.objects.get().verb == "access.password.changed"


def test_an_address_changes_only_after_its_code(
    client: Client, milica: Person, mailoutbox: list[EmailMessage], sign_in: Callable[..., None]
) -> None:
    _prove_address(milica)
    client.post(reverse("sign_in_with_password"), {"login": milica.email, "password": PASSWORD})
    answer = client.post(reverse("account_email"), {"email": "new@demo.example", "action_add": "1"}, follow=True)
    if "Is it you?" in answer.content.decode():
        answer = client.post(answer.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    milica.refresh_from_db()
    assert milica.email == "milica@demo.example"
    code = next(code_in(mail) for mail in mailoutbox if mail.to == ["new@demo.example"])
    client.post(reverse("account_email_verification_sent"), {"code": code})
    milica.refresh_from_db()
    assert milica.email == "new@demo.example"
    told = [mail for mail in mailoutbox if mail.to == ["milica@demo.example"]]
    assert "new@demo.example instead of milica@demo.example" in str(told[-1].body)


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_and_then_asked_for(client: Client, milica: Person, mailoutbox: list[EmailMessage]) -> None:
    _prove_address(milica)
    client.post(reverse("sign_in_with_password"), {"login": milica.email, "password": PASSWORD})
    page = reverse("mfa_activate_totp")
    answer = client.get(page)
    client.post(answer["Location"], {"password": PASSWORD})
    seed = client.get(page).context["form"].secret
    client.post(page, {"code": app_code(seed)})
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert seed not in stored
    assert client.session[SECOND_FACTOR] == milica.pk

    another = Client()
    answer = another.post(reverse("sign_in_with_password"), {"login": milica.email, "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(another)
    cache.clear()  # a code is good once; the app's next one is half a minute away
    another.post(reverse("mfa_authenticate"), {"code": app_code(seed)})
    assert is_signed_in(another)
    assert another.session[SECOND_FACTOR] == milica.pk
    assert "An authenticator app was set up" in [mail.subject for mail in mailoutbox]


def test_a_recovery_code_opens_once(client: Client, milica: Person) -> None:
    _prove_address(milica)
    TOTP.activate(milica, SEED)
    code = RecoveryCodes.activate(milica).get_unused_codes()[0]
    for expected in (True, False):
        visitor = Client()
        visitor.post(reverse("sign_in_with_password"), {"login": milica.email, "password": PASSWORD})
        visitor.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(visitor) is expected


def test_signing_out_elsewhere_ends_the_other_sessions(client: Client, milica: Person) -> None:
    _prove_address(milica)
    elsewhere = Client(HTTP_USER_AGENT="the library's computer")
    for visitor in (elsewhere, client):
        visitor.post(reverse("sign_in_with_password"), {"login": milica.email, "password": PASSWORD})
    page = elsewhere.get(reverse("usersessions_list")).content.decode()
    assert page.index("This browser") < page.index("the library&#x27;s computer") < page.index("Another browser")
    client.post(reverse("usersessions_list"))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)
    assert UserSession.objects.count() == 1


def test_a_mail_speaks_the_language_of_the_page(client: Client, milica: Person, mailoutbox: list[EmailMessage]) -> None:
    client.cookies["munera_language"] = "ar"
    page = client.post(reverse("account_login"), {"login": milica.email}, follow=True)
    assert 'dir="rtl"' in page.content.decode()


def test_somebody_whose_account_is_closed_stays_out(client: Client, milica: Person) -> None:
    _prove_address(milica)
    milica.is_active = False
    milica.save()
    client.post(reverse("sign_in_with_password"), {"login": milica.email, "password": PASSWORD})
    assert not is_signed_in(client)


def _prove_address(person: Person) -> None:
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)


def test_a_mail_server_that_does_not_answer_is_told_kindly(client: Client, milica: Person, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    answer = client.post(reverse("account_login"), {"login": milica.email})
    assert answer.status_code == 503
    assert "Our mail service does not answer" in answer.content.decode()
    assert str(milica.email) not in answer.content.decode()
