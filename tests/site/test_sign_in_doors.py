"""The second factor that a role asks for, the people of the demo town, and the overview of one's ways in."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from munera.kernel.access.choices import Role
from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.access.rules import AUDITOR
from munera.kernel.audit.models import Event
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Membership, Organisation
from munera.kernel.people.models import Person

pytestmark = pytest.mark.django_db
CLERK = Role("tests.clerk", _("Clerk"))


@open_to_role(AUDITOR)
def ledger(request: SignedInRequest) -> HttpResponse:
    return HttpResponse("the ledger")


@open_to_role(CLERK)
def counter(request: SignedInRequest) -> HttpResponse:
    return HttpResponse("the counter")


urlpatterns = [path("ledger/", ledger), path("counter/", counter), path("", include("munera.site.urls"))]


@pytest.fixture(autouse=True)
def _pages() -> object:
    cache.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def petros() -> Person:
    person = Person.objects.create_user("petros@demo.example", full_name="Pétros Pappás")
    person.is_of_demo_town = True
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    town = Organisation.objects.create(name="Demo Town", kind=OrganisationKind.PUBLIC_BODY, country="RS")
    for role in (AUDITOR, CLERK):
        Membership.objects.create(person=person, organisation=town, role=role.code, starts_on=timezone.localdate())
    return person


@pytest.fixture
def one_factor(client: Client, petros: Person) -> Client:
    """Signed in as Pétros, who has shown one factor alone."""
    client.force_login(petros, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_role_that_asks_for_two_factors_sends_to_set_one_up(one_factor: Client) -> None:
    answer = one_factor.get("/ledger/?page=2", follow=True)
    assert answer.redirect_chain == [("/account/second-factor/?next=%2Fledger%2F%3Fpage%3D2", 302)]
    text = answer.content.decode()
    assert "A second proof is needed" in text
    assert reverse("mfa_activate_totp") in text
    assert reverse("mfa_add_webauthn") in text


def test_a_form_is_not_let_through_either(one_factor: Client) -> None:
    assert one_factor.post("/ledger/")["Location"] == "/account/second-factor/"


def test_a_role_that_asks_for_one_factor_opens(one_factor: Client) -> None:
    assert one_factor.get("/counter/").content == b"the counter"


def test_who_lacks_the_role_is_refused_before_any_factor_is_asked_for(one_factor: Client) -> None:
    Membership.objects.filter(role=AUDITOR.code).delete()
    assert one_factor.get("/ledger/").status_code == 403


def test_somebody_who_has_a_factor_shows_it_and_goes_on(one_factor: Client, petros: Person) -> None:
    TOTP.activate(petros, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(petros).get_unused_codes()[0]
    explained = one_factor.get("/ledger/", follow=True).content.decode()
    page = f"{reverse('mfa_reauthenticate')}?next=/ledger/"
    assert page in explained
    answer = one_factor.post(page, {"code": code}, follow=True)
    assert answer.content == b"the ledger"


def test_the_proof_of_one_person_does_not_serve_another(one_factor: Client, petros: Person) -> None:
    session = one_factor.session
    session["second_factor_of"] = petros.pk + 1
    session.save()
    assert one_factor.get("/ledger/").status_code == 302


def test_taking_the_last_factor_away_closes_the_door_again(one_factor: Client, petros: Person) -> None:
    TOTP.activate(petros, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(petros).get_unused_codes()[0]
    one_factor.post(reverse("mfa_reauthenticate"), {"code": code})
    assert one_factor.get("/ledger/").status_code == 200
    one_factor.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert one_factor.get("/ledger/").status_code == 302


def test_the_second_factor_page_leads_only_to_our_own_pages(
    client: Client, petros: Person, sign_in: Callable[..., None]
) -> None:
    sign_in(client, petros)
    assert client.get("/account/second-factor/?next=/ledger/")["Location"] == "/ledger/"
    assert client.get("/account/second-factor/?next=//evil.example/")["Location"] == "/"


def test_anyone_may_try_the_demo_town_as_one_of_its_people(client: Client, petros: Person) -> None:
    page = client.get(reverse("demo_people"), {"next": "/ledger/"}).content.decode()
    assert "Pétros Pappás" in page
    assert "Auditor of the town" in page
    assert reverse("demo_people") in client.get(reverse("account_login")).content.decode()
    before = client.session.session_key
    answer = client.post(reverse("try_as", args=[petros.pk]), {"next": "/ledger/"}, follow=True)
    assert EmailAddress.objects.filter(user=petros, verified=True, primary=True).exists()
    assert answer.content == b"the ledger"
    assert client.session.session_key != before
    assert Event.objects.get().verb == "access.person.signed-in"


def test_somebody_else_can_be_tried_after_the_first(client: Client, petros: Person) -> None:
    emin = Person.objects.create_user("emin@demo.example", full_name="Emin Kaya", is_of_demo_town=True)
    client.post(reverse("try_as", args=[petros.pk]))
    client.post(reverse("try_as", args=[emin.pk]))
    assert client.get("/ledger/").status_code == 403


def test_only_the_people_of_the_demo_town_can_be_tried(client: Client, petros: Person) -> None:
    real = Person.objects.create_user("real@example.org", full_name="Really here")
    left = Person.objects.create_user("left@demo.example", is_of_demo_town=True, is_active=False)
    assert "Really here" not in client.get(reverse("demo_people")).content.decode()
    for person in (real, left):
        assert client.post(reverse("try_as", args=[person.pk])).status_code == 404
    assert client.get("/counter/").status_code == 302


def test_trying_needs_a_form_of_ours(petros: Person) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(reverse("try_as", args=[petros.pk])).status_code == 403
    assert stranger.get(reverse("try_as", args=[petros.pk])).status_code == 405


def test_a_real_site_knows_nothing_of_it(client: Client, petros: Person, settings: Settings) -> None:
    settings.MUNERA_DEMO = False
    assert client.get(reverse("demo_people")).status_code == 404
    assert client.post(reverse("try_as", args=[petros.pk])).status_code == 404


def test_signing_in_speaks_the_language_of_the_person(client: Client, petros: Person) -> None:
    petros.language = "ar"
    petros.save()
    client.post(reverse("try_as", args=[petros.pk]))
    assert 'dir="rtl"' in client.get(reverse("account_security")).content.decode()


def test_the_overview_asks_the_same_number_of_questions_however_many_ways_in(
    client: Client, petros: Person, sign_in: Callable[..., None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, petros)
    client.get(reverse("account_security"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("account_security"))
    TOTP.activate(petros, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(petros)
    for number in range(3):
        petros.socialaccount_set.create(provider="rs", uid=str(number))
    with django_assert_num_queries(len(few)):
        text = client.get(reverse("account_security")).content.decode()
    assert "10 codes left" in text
    assert "3 eIDs open this account" in text
