"""Reading a page as a person does, and counting what it asks of the database."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person

Browse: TypeAlias = Callable[[Person], Client]


def words(response: HttpResponse) -> str:
    """The page as it is read: without tags, and with one blank between words."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("\xa0", " ").split())


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def day_of(of: Organisation, on: date | None = None) -> str:
    return reverse("seasonal:show_day", args=[of.pk]) + (f"?on={on}" if on else "")


def month_page(name: str, of: Organisation, month: int = 7) -> str:
    return reverse(f"seasonal:{name}", args=[of.pk, 2026, month])
