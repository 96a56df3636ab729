"""The language of the page: chosen with the switch, kept for the browser, and for the person once signed in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views import i18n
from django.views.decorators.http import require_POST

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.people.actions import choose_language


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
