"""Speak the language that a person has chosen, from the page after signing in on."""

from django.conf import settings
from django.http import HttpResponse

from munera.kernel.people.models import Person


def speak_as(person: Person, response: HttpResponse) -> HttpResponse:
    """Remember the person's language in the browser, as the language switch would."""
    if person.language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
