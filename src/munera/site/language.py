"""The language of the reader: chosen with the switch, kept for the browser, and for the person once signed in.

A page of a service that does not speak it is told in English, all of it, in a frame that the reader can read.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views import i18n
from django.views.decorators.http import require_POST

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.people.actions import choose_language
from munera.site import library


@require_POST
@open_to_everyone
def set_language(request: HttpRequest) -> HttpResponse:
    """Back to the same page in another language; who is signed in finds it again at the next sign-in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(request.user, language, by=request.user)
    return i18n.set_language(request)


def language_of_person(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what a signed-in person chose comes before what this browser was told."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return answer


def language_of_reader(request: HttpRequest) -> str:
    """What the frame of the page is written in."""
    return getattr(request, "LANGUAGE_CODE", None) or translation.get_language() or settings.LANGUAGE_CODE


def language_of_content(request: HttpRequest) -> str:
    """The reader's language, or English on the pages of a service that does not speak it yet."""
    reader = language_of_reader(request)
    namespace = request.resolver_match.namespace if request.resolver_match else ""
    case = library.case_of_namespace(namespace) if namespace else None
    return settings.LANGUAGE_CODE if case and reader not in case.languages else reader


class TellInOneLanguage:
    """Middleware: a view writes days and sums as its sentences are written, and the frame around it as the reader's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        translation.activate(language_of_reader(request))
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        translation.activate(language_of_content(request))
