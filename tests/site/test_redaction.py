"""Nothing identifying reaches a log: what the filter strikes out, and what the site writes when people use it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse
from django.utils.module_loading import import_string
from django.views.debug import ExceptionReporter

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.people.models import Person
from munera.site.logs import logging_settings
from munera.site.redaction import Redaction, redacted

EMAIL = "milica.jovanovic@demo.example"
JMBG = "0101990715001"
PASSWORD = "a sentence only she would say"
SECRETS = (EMAIL, "milica.jovanovic%40demo.example", JMBG, PASSWORD, "Jovanović")


@open_to_everyone
def breaks(request: HttpRequest, number: str = "") -> HttpResponse:
    raise ValueError(f"no such number {number}{request.POST.get('number', '')} of {request.GET.get('email', '')}")


urlpatterns = [
    path("breaks/", breaks),
    path("breaks/<str:number>/", breaks),
    path("", include("munera.site.urls")),
]


@pytest.fixture(params=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that the site's own log handler writes, at the most talkative level."""
    given = logging_settings(request.param, level="DEBUG")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    formatter = dict(given["formatters"]["lines"])
    kind = import_string(formatter.pop("()", "logging.Formatter"))
    formatter["fmt" if kind is logging.Formatter else "format"] = formatter.pop("format")
    if kind is not logging.Formatter:
        formatter["fmt"] = formatter.pop("format")
    handler.setFormatter(kind(**formatter))
    for name in given["handlers"]["stderr"]["filters"]:
        handler.addFilter(import_string(given["filters"][name]["()"])())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("mail to milica@demo.example failed", "mail to … failed"),
        ("person 17 signed in", "person 17 signed in"),
        ("JMBG 0101990715001 is taken", "JMBG … is taken"),
        ("CPF 529.982.247-25, CF RSSMRA85T10A562S", "CPF …, CF …"),
        ("tel. +381 64 123 4567", "tel. …"),
        ("GET /search?q=Milica&page=2 200", "GET /search?… 200"),
        ("password=hunter2 code: 'AB12'", "password=… code: …"),
        ("Authorization: Bearer eyJhbGciOi.abc.def", "Authorization: … …"),
        ("session 0df0cecc1f6a47a3ba01d83f71125b2e ended", "session … ended"),
        ("took 0.392 s, 12 rows, port 8000", "took 0.392 s, 12 rows, port 8000"),
        ("2026-11-23T23:42:20", "2026-11-23T23:42:20"),
    ],
)
def test_what_is_struck_out_and_what_stays(said: str, kept: str) -> None:
    assert redacted(said) == kept


def test_arguments_extras_and_tracebacks_are_struck_out(written: io.StringIO) -> None:
    try:
        breaks(HttpRequest(), f"{EMAIL} {JMBG}")
    except ValueError:
        logging.getLogger("munera.anything").exception("person %s", EMAIL, extra={"who": EMAIL, "rows": 3})
    text = written.getvalue()
    assert "ValueError: no such number" in text
    assert "test_redaction.py" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_the_end_of_the_audit_chain_stays_readable_and_nothing_else_under_its_name() -> None:
    link = "0f" * 32
    shown = {}
    for said in (link, f"{link} {EMAIL}"):
        record = logging.makeLogRecord({"chain_link": said})
        Redaction().filter(record)
        shown[said] = vars(record)["chain_link"]
    assert shown == {link: link, f"{link} {EMAIL}": "… …"}


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_using_the_site_leaves_no_trace_of_who_it_was(written: io.StringIO) -> None:
    cache.clear()
    milica = Person.objects.create_user(EMAIL, PASSWORD, full_name="Milica Jovanović")
    milica.emailaddress_set.create(email=EMAIL, verified=True, primary=True)
    client = Client(raise_request_exception=False)
    client.post(reverse("account_signup"), {"full_name": "Milica Jovanović", "email": EMAIL})
    client.post(reverse("account_login"), {"login": EMAIL})
    for password in ("wrong", PASSWORD):
        client.post(reverse("sign_in_with_password"), {"login": EMAIL, "password": password})
    for _ in range(6):
        Client().post(reverse("sign_in_with_password"), {"login": EMAIL, "password": "wrong"})
    client.post("/account/logout/")
    assert client.post("/breaks/", {"number": JMBG, "email": EMAIL}).status_code == 500
    assert client.get("/breaks/", {"email": EMAIL}).status_code == 500
    assert client.get(f"/breaks/{JMBG}/").status_code == 500
    assert client.get(f"/nowhere/{EMAIL}/{JMBG}").status_code == 404
    Client(enforce_csrf_checks=True).post(f"/account/login/?email={EMAIL}", {"login": EMAIL})
    text = written.getvalue()
    assert "no such number" in text, "the faults themselves are told"
    assert "sign_in_with_password" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_a_report_of_a_fault_shows_no_values() -> None:
    """What Django would mail to administrators, were any named."""
    request = HttpRequest()
    request.method = "POST"
    request.POST = request.POST.copy()
    request.POST["number"] = JMBG
    request.COOKIES["munera"] = "0df0cecc1f6a47a3ba01d83f71125b2e"
    request.META = {"HTTP_HOST": "localhost", "HTTP_COOKIE": "munera=0df0cecc", "HTTP_X_MAIL": EMAIL}
    try:
        breaks(HttpRequest(), JMBG)
    except ValueError as broken:
        report = ExceptionReporter(request, type(broken), broken, broken.__traceback__).get_traceback_text()
    assert "in breaks" in report
    assert "number = " not in report
    assert EMAIL not in report
    assert "0df0cecc" not in report


def test_the_log_that_is_configured_is_the_redacted_one() -> None:
    for handler in settings.LOGGING["handlers"].values():
        assert "redaction" in handler["filters"]
    assert json.dumps(settings.LOGGING["filters"]["redaction"]) == '{"()": "munera.site.redaction.Redaction"}'
    assert settings.LOGGING["loggers"]["django"]["handlers"] == [], "no mail_admins, no console"
