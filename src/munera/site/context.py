"""What every page's shell shows: who runs the site, in which languages, and in which one the page itself is told."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from munera.kernel.messages.queries import unread_letters_to
from munera.site import genuine, library


@dataclass(frozen=True, slots=True)
class Language:
    """A language under its own name, as its speakers look for it."""

    code: str
    own_name: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind ``site/banner.html`` and ``site/language_switch.html``."""
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "identity": genuine.identity(),
        "languages": [Language(code, name, code == current) for code, name in settings.LANGUAGES],
        "content_language": _content_language(request, current),
        "unread_letters": SimpleLazyObject(lambda: _unread_letters(request)),
    }


def _content_language(request: HttpRequest, current: str) -> str:
    """The reader's language, or English on the pages of a service that does not speak it yet."""
    namespace = request.resolver_match.namespace if request.resolver_match else ""
    case = library.case_of_namespace(namespace) if namespace else None
    return settings.LANGUAGE_CODE if case and current not in case.languages else current


def _unread_letters(request: HttpRequest) -> int:
    """How many letters wait; asked of the database only when the header says so."""
    return unread_letters_to(request.user).count() if request.user.is_authenticated else 0
