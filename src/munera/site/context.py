"""What every page's shell shows: who runs the site, in which languages, and in which one the page itself is told."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from munera.kernel.messages.queries import unread_letters_to
from munera.site import genuine
from munera.site.language import language_of_content, language_of_reader


@dataclass(frozen=True, slots=True)
class Language:
    """A language under its own name, as its speakers look for it."""

    code: str
    own_name: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind ``site/banner.html`` and ``site/language_switch.html``."""
    reader = language_of_reader(request)
    return {
        "identity": genuine.identity(),
        "languages": [Language(code, name, code == reader) for code, name in settings.LANGUAGES],
        "reader_language": reader,
        "content_language": language_of_content(request),
        "unread_letters": SimpleLazyObject(lambda: _unread_letters(request)),
    }


def _unread_letters(request: HttpRequest) -> int:
    """How many letters wait; asked of the database only when the header says so."""
    return unread_letters_to(request.user).count() if request.user.is_authenticated else 0
