"""An inbox of twenty letters, as the site serves it and as bare Django would."""

import re
from collections.abc import Callable
from html import unescape
from http.cookies import SimpleCookie
from itertools import zip_longest
from pathlib import Path
from typing import cast

from django.core.handlers.base import BaseHandler
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import Client, RequestFactory
from django.urls import reverse

from munera.kernel.messages import queries
from munera.kernel.messages.actions import mark_letter_read, send_letter
from munera.kernel.people.actions import open_account
from munera.kernel.people.models import Person
from munera.site.genuine import identity

ROWS = 20
HOST = "localhost"
Page = Callable[[], HttpResponse]
TAG = re.compile(r"<(?:script|title)\b.*?</(?:script|title)>|<[^>]*>", re.DOTALL)


def words_of(answer: HttpResponse) -> list[str]:
    """What a reader sees or hears of a page."""
    return unescape(TAG.sub(" ", answer.content.decode())).split()


def differences(served: HttpResponse, bare: HttpResponse) -> list[str]:
    """Where a reader would find another word on one page than on the other."""
    pairs = zip_longest(words_of(served), words_of(bare))
    return [f"{ours} ≠ {theirs}" for ours, theirs in pairs if ours != theirs]


def settle_reader() -> Person:
    """Somebody with twenty letters, of which every second is read."""
    person = open_account("bench@demo.example", full_name="Ana Marković", language="en", by=None)
    for number in range(ROWS):
        letter = send_letter(person, kind="people.data", subject=f"Letter {number}", body="Nothing has to be done.")
        if number % 2:
            mark_letter_read(letter)
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
        return cast("HttpResponse", handler.get_response(factory.get(reverse("messages:list_letters"))))

    return page


def bare_page(person: Person) -> Page:
    """The same page, word by word, in Django alone: a view and a template, the same queries, no middleware."""
    django = DjangoTemplates(
        {"NAME": "bare", "DIRS": [Path(__file__).parent / "templates"], "APP_DIRS": False, "OPTIONS": {}}
    )
    factory = RequestFactory(SERVER_NAME=HOST)

    def page() -> HttpResponse:
        letters = Paginator(queries.letters_to(person), ROWS).get_page(1)
        unread = queries.unread_letters_to(person).count()
        context = {"page": letters, "unread": unread, "person": person, "identity": identity()}
        return HttpResponse(django.get_template("bare.html").render(context, factory.get("/")))

    return page
