"""Whatever stops a request is told kindly: as a page, to htmx, and without a database where that is what failed."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from django.utils.translation import override
from django.views.decorators.http import require_POST

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal
from munera.site import refusals
from tests.factories.access import key_of, member, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
SignIn = Callable[[Client, Person], None]


class RainExpected(Refusal):
    status = 409
    title = "It will rain"
    sentence = "Nobody can pick today. Ask again tomorrow."


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @open_to_everyone
    def page(request: HttpRequest) -> HttpResponse:
        raise error

    return page


urlpatterns = [
    path("rain", raising(RainExpected())),
    path("closed", raising(PermissionDenied())),
    path("large", raising(RequestDataTooBig())),
    path("broken", raising(ZeroDivisionError("milica@demo.example"))),
    path("api/v1/broken", raising(ZeroDivisionError("milica@demo.example"))),
    path("post-only", require_POST(raising(RainExpected()))),
    path("", include("munera.site.urls")),
]
handler400 = refusals.bad_request
handler403 = refusals.permission_denied
handler404 = refusals.page_not_found
handler500 = refusals.server_error


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def test_a_refusal_is_one_kind_page_with_its_title_sentence_and_status(client: Client) -> None:
    response = client.get("/rain")
    page = response.content.decode()
    assert response.status_code == 409
    assert ">It will rain</h1>" in page
    assert "Nobody can pick today. Ask again tomorrow." in page
    assert reverse("home") in page


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/closed", 403, "This is not open to you"),
        ("/no/such/page", 404, "There is nothing at this address"),
        ("/post-only", 405, "This address does not work that way"),
        ("/large", 413, "That is too large"),
        ("/broken", 500, "Something went wrong on our side"),
    ],
)
def test_each_way_of_being_turned_away_has_its_page(client: Client, address: str, status: int, words: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert f">{words}</h1>" in response.content.decode()


def test_the_page_leads_back_to_where_one_was_but_never_to_another_site(client: Client) -> None:
    ours = client.get("/rain", headers={"Referer": "http://testserver/status?x=1"}).content.decode()
    theirs = client.get("/rain", headers={"Referer": "https://elsewhere.example/status"}).content.decode()
    itself = client.get("/rain", headers={"Referer": "http://testserver/rain"}).content.decode()
    assert 'href="/status?x=1"' in ours
    assert "elsewhere" not in theirs
    assert ["Back to where you were" in page for page in (ours, theirs, itself)] == [True, False, False]


def test_htmx_is_told_to_put_the_refusal_where_the_page_was(client: Client) -> None:
    response = client.get("/rain", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert (response["HX-Retarget"], response["HX-Reselect"]) == ("#main", "#main")
    assert "HX-Retarget" not in client.get("/rain")


def test_a_fault_of_ours_is_told_without_a_query_and_without_what_it_was(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/broken")
    assert len(asked) == 0
    assert "milica" not in response.content.decode()
    assert "ZeroDivision" not in response.content.decode()


def test_a_fault_of_ours_is_a_problem_to_a_program(client: Client) -> None:
    response = client.get("/api/v1/broken")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert response.json()["type"].endswith("/problems/our-fault/")
    assert "milica" not in response.content.decode()


def test_a_wrong_host_name_is_turned_away_without_trusting_it(client: Client) -> None:
    response = client.get("/rain", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "elsewhere" not in response.content.decode()
    assert client.get("/api/v1/me", headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_form_without_its_token_is_told_to_load_the_page_anew(sign_in: SignIn) -> None:
    ours = organisation()
    owner = member(ours)
    key, _ = key_of(owner, of=ours)
    client = Client(enforce_csrf_checks=True)
    sign_in(client, owner)
    response = client.post(reverse("access:revoke_key", kwargs={"pk": key.pk}))
    assert response.status_code == 403
    assert ">The form was open for too long</h1>" in response.content.decode()
    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_page_turned_away_speaks_the_readers_language_and_direction(client: Client) -> None:
    for address in ("/rain", "/broken"):
        page = client.get(address, headers={"Accept-Language": "ar"}).content.decode()
        assert '<html lang="ar" dir="rtl"' in page


def test_too_many_requests_says_when_to_come_back() -> None:
    request = RequestFactory().get("/api/v1/me")
    with override("en"):
        response = refusals.too_many_requests(request)
    assert (response.status_code, response["Retry-After"]) == (429, "60")


def test_every_kind_of_problem_has_its_page_and_no_other_has(client: Client) -> None:
    kinds = client.get(reverse("list_problems")).content.decode()
    assert reverse("show_problem", kwargs={"kind": "nothing-here"}) in kinds
    assert client.get(reverse("show_problem", kwargs={"kind": "rain-expected"})).status_code == 200
    assert client.get(reverse("show_problem", kwargs={"kind": "no-such-kind"})).status_code == 404
