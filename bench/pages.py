"""A worker's list of twenty days, as the site serves it and as bare Django would."""

from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import cast
from uuid import uuid4

from django.core.handlers.base import BaseHandler
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from munera.kernel.organisations.actions import found_organisation
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.actions import open_account
from munera.kernel.people.models import Person
from munera.services.seasonal import queries
from munera.services.seasonal.choices import Job
from munera.services.seasonal.models import Engagement, Receipt, Worker

ROWS = 20
HOST = "localhost"
Page = Callable[[], HttpResponse]


def settle_worker() -> Person:
    """Somebody with twenty days behind them: written as rows, since the past cannot be registered."""
    person = open_account("bench@demo.example", full_name="Ana Marković", language="en", by=None)
    employer = found_organisation("Bench", OrganisationKind.EMPLOYER, country="RS", municipality="Šabac", by=None)
    worker = Worker.objects.create(employer=employer, person=person, name=person.full_name, job=Job.values[0])
    for back in range(ROWS):
        on = timezone.localdate() - timedelta(days=back)
        asked = [worker.pk]
        receipt = Receipt.objects.create(
            employer=employer, op_id=uuid4(), on=on, shift="morning", asked=asked, received_from=person
        )
        Engagement.objects.create(
            employer=employer,
            worker=worker,
            person=person,
            on=on,
            shift="morning",
            kind="seasonal",
            began_on=on,
            job=worker.job,
            receipt=receipt,
        )
    return person


def served_page(person: Person) -> Page:
    """The page with everything around it: middleware, session, door, components, header and footer."""
    handler = BaseHandler()
    handler.load_middleware()
    client = Client(SERVER_NAME=HOST)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    factory = RequestFactory(SERVER_NAME=HOST)
    factory.cookies = SimpleCookie(client.cookies)

    def page() -> HttpResponse:
        return cast("HttpResponse", handler.get_response(factory.get(reverse("seasonal:show_own_days"))))

    return page


def bare_page(person: Person) -> Page:
    """The same page in Django alone: a view, a template without components, the same query and rows, no middleware."""
    django = DjangoTemplates(
        {"NAME": "bare", "DIRS": [Path(__file__).parent / "templates"], "APP_DIRS": False, "OPTIONS": {}}
    )
    factory = RequestFactory(SERVER_NAME=HOST)

    def page() -> HttpResponse:
        days = Paginator(queries.own_days(person), ROWS).get_page(1)
        return HttpResponse(django.get_template("bare.html").render({"page": days}, factory.get("/")))

    return page
