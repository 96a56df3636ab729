"""The privacy page: what is held about people, why, for how long, and what lies in the reader's browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from munera.flows.details import in_words
from munera.flows.personal_data import everything_about
from munera.kernel.access.doors import open_to_everyone
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.kernel.refusal import Sentence
from munera.site import library
from munera.ui.shell import COLOUR_SCHEME_COOKIE

# Every cookie that the site sets; a house test signs in, walks about and finds no other.
COOKIES: dict[str, Sentence] = {
    settings.SESSION_COOKIE_NAME: _("that you are signed in, until you sign out"),
    settings.CSRF_COOKIE_NAME: _("that a form you send comes from this site"),
    settings.LANGUAGE_COOKIE_NAME: _("the language you chose"),
    COLOUR_SCHEME_COOKIE: _("whether you chose light or dark colours"),
    "messages": _("a message for the next page, such as “saved”"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of record."""

    records: PersonalRecords

    @property
    def details(self) -> list[str]:
        """In words, each once, in the language in which the line is drawn."""
        return list(dict.fromkeys(in_words(self.records.fields).values()))


@dataclass(frozen=True, slots=True)
class Held:
    """What the site as a whole, or one service, holds about people and why."""

    name: Sentence
    why: Sentence
    lines: list[Line]
    language: str


@require_safe
@open_to_everyone
def privacy(request: HttpRequest) -> HttpResponse:
    page = {"held": list(_held()), "cookies": COOKIES.items(), "contact": settings.MUNERA_CONTACT}
    return render(request, "site/privacy.html", page)


def _held() -> Iterator[Held]:
    """Read off the very declarations by which copies are packed and people are forgotten, so it cannot differ."""
    nobody = Person(pk=0)
    by_room = {
        room: list(records) for room, records in groupby(everything_about(nobody), key=lambda records: records.room)
    }
    current = get_language() or settings.LANGUAGE_CODE
    services = {room: case for room in by_room if (case := library.case_of_namespace(room))}
    yield Held(
        name=_("Everyone who has an account or is on a register"),
        why=_(
            "To know who acts, to reach you, and to prove what was done: a task in the public interest, "
            "article 6(1)(e) of the GDPR. Consents are yours to give and take back, article 6(1)(a)."
        ),
        lines=[Line(records) for room, held in by_room.items() if room not in services for records in held],
        language=current,
    )
    for room, case in services.items():
        language = current if current in case.languages else settings.LANGUAGE_CODE
        yield Held(case.title, case.holds_data_because, list(map(Line, by_room[room])), language)
